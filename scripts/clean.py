"""`make clean`: removes what runs generate. Environments, and state that is nowhere else, stay."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ("cdktf.out", "cdktf.log", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")
# What set-up installed and its stamps, Terraform's configuration, the labs that may be up
# ('lab down').
KEPT = frozenset({"setup", "postgresql", "terraform", "terraformrc", "lab"})


def clean(root: Path) -> list[str]:
    """Remove what is generated below `root`; return the names of what was removed."""
    paths = [root / name for name in GENERATED]
    state = root / ".sluice"
    if state.is_dir():
        paths += [path for path in sorted(state.iterdir()) if path.name not in KEPT]
    removed = []
    for path in paths:
        if holds_state(path):
            print(f"clean: kept {path.relative_to(root)}: it holds a Terraform state")
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            removed.append(str(path.relative_to(root)))
        elif path.exists():
            path.unlink()
            removed.append(str(path.relative_to(root)))
    return removed


def holds_state(path: Path) -> bool:
    """Say whether a Terraform state lies there that may be nowhere else.

    A `.terraform/terraform.tfstate` only names the backend.
    """
    states = path.rglob("*.tfstate*") if path.is_dir() else iter(())
    return any(".terraform" not in state.parts for state in states)


if __name__ == "__main__":
    gone = clean(ROOT)
    print(f"clean: removed {', '.join(gone)}" if gone else "clean: nothing to remove")
    sys.exit(0)
