"""A price file as text, always in the same form, so that a diff shows what really changed."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sluice.change.cost.prices_file import Price


def render(heading: str, prices: Iterable[Price]) -> str:
    """Return the file: the comment lines that it begins with, then its prices by key."""
    entries = sorted(prices, key=lambda each: each.key)
    return "\n".join((heading, *("\n".join(_lines(each)) + "\n" for each in entries)))


def heading(text: str) -> str:
    """Return the comment lines that a file begins with, one empty line after them left out."""
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(lines[:count]) + "\n"


def replace(file: Path, text: str) -> None:
    """Put a text in a file's place, whole or not at all.

    Raises:
        OSError: the folder cannot be written to; the file is as it was.
    """
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    scratch = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)


def _lines(price: Price) -> Iterator[str]:
    yield f"[{_text(price.key)}]"
    yield f"usd = {_text(format(price.usd.normalize(), 'f'))}"
    yield f"unit = {_text(price.unit)}"
    if price.offer:
        yield f"offer = {_text(price.offer)}"
    if price.usage_type:
        yield f"usage_type = {_text(price.usage_type)}"
    if price.match:
        inside = ", ".join(f"{name} = {_text(value)}" for name, value in price.match.items())
        yield f"match = {{ {inside} }}"
    if price.api_unit:
        yield f"api_unit = {_text(price.api_unit)}"
    yield f"source = {_text(price.source)}"
    yield f"checked = {price.checked.isoformat()}"
    yield f"verified = {'true' if price.verified else 'false'}"


def _text(value: str) -> str:
    """Return a basic string of TOML, which JSON's strings are."""
    return json.dumps(value, ensure_ascii=False)
