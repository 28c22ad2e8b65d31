"""Folders that PostgreSQL's programs can work in, as whoever they run."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What lets a process of another user pass a folder: it keeps the groups of this one.
_PASS = stat.S_IXGRP | stat.S_IXOTH


def fresh(folder: Path, user: int | None) -> Path:
    """Return an empty folder that `user` can work in, reached through `folder`.

    Args:
        folder: its parent is the lab's own and is opened for passing through. Where a folder
            further above lets nobody pass, `folder` is a link to a temporary one.
        user: whom it is given to; None: nobody else than this process.
    """
    remove(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if user is None:
        folder.mkdir()
        return folder.resolve()
    folder.parent.chmod(folder.parent.stat().st_mode | _PASS)
    if lets_pass(folder):
        folder.mkdir()
    else:
        folder.symlink_to(tempfile.mkdtemp(prefix="lab-rds-"))
    own = folder.resolve()
    own.chmod(0o755)
    os.chown(own, user, -1)
    return own


def lets_pass(path: Path) -> bool:
    """Say whether every folder above a path lets another user through to it."""
    return all(above.stat().st_mode & _PASS == _PASS for above in path.resolve().parents)


def remove(folder: Path) -> None:
    """Remove what `fresh` made, with all that is in it."""
    shutil.rmtree(folder.resolve(), ignore_errors=True)
    if folder.is_symlink():
        folder.unlink()
