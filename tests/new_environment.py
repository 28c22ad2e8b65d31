"""An environment that is one new file: stacks/qa.py, a copy of dev's with other addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "qa"
FILE = f"stacks/{NAME}.py"
_CHANGES = {
    'name="dev"': f'name="{NAME}"',
    "10.10.0.0/16": "10.40.0.0/16",
    "dev.example.com": f"{NAME}.example.com",
}


def add(checkout: Path) -> None:
    """Write the file into a checkout."""
    text = (checkout / "stacks" / "dev.py").read_text(encoding="utf-8")
    for old, new in _CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    (checkout / FILE).write_text(text, encoding="utf-8")
