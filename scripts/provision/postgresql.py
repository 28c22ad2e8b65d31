"""Installs PostgreSQL's server from its package, for a machine that has none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LOCK = Path(__file__).with_name("postgresql.lock")

_LOCKED = re.compile(r"^[\w-]+==(\S+)")


def locked_version() -> str:
    """Return the version of the package, which is the server's.

    Raises:
        ValueError: the lock file locks nothing.
    """
    match = _LOCKED.match(LOCK.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{LOCK.name}: must lock one package")
    return match[1]


def install(pip: Callable[..., None], folder: Path) -> None:
    """Install it into a folder of its own, for every user to read.

    Args:
        pip: runs `pip install` with the options given.
        folder: what is in there goes first.
    """
    shutil.rmtree(folder, ignore_errors=True)
    pip(
        *("--target", str(folder), "--no-compile", "--no-deps", "--only-binary=:all:"),
        *("--require-hashes", "-r", str(LOCK)),
    )
    # Where this process is root the server runs as somebody else, whatever the umask.
    for path in (folder, *folder.rglob("*")):
        readable = 0o555 if path.stat().st_mode & 0o100 else 0o444
        path.chmod(path.stat().st_mode | readable)
