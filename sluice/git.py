"""Git as a port: one command in one repository, whatever the shell around it has set."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60
"""A command that takes longer is hung: on a lock, or on a file system that is gone."""

# Set within git's hooks: they would lead to another repository.
_FOREIGN = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})


class GitFailed(SluiceError):
    """Git is missing, or gave no answer; or, where one was needed, the answer was an error."""


def run(
    root: Path, *arguments: str, seconds: float = SECONDS, index: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of git's in `root`, whatever its exit code.

    A file's name, or an author's, may be in any encoding: what is no UTF-8 is replaced.

    Args:
        root: a folder of the working tree.
        arguments: the command and what it takes.
        seconds: how long it may take.
        index: a file to use as index; the repository's own where left out.

    Raises:
        GitFailed: git is not installed, or did not end.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    try:
        done = subprocess.run(  # noqa: S603 - no shell
            ("git", "--no-pager", *arguments),  # noqa: S607 - the one on PATH
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except OSError as error:
        raise GitFailed(f"git cannot be run: {error.strerror}: install it, or see PATH") from error
    except subprocess.TimeoutExpired as error:
        raise GitFailed(f"git {arguments[0]} gave no answer in {seconds:.0f} s") from error
    # Not in text mode, which would change line ends within names.
    texts = (each.decode(errors="replace") for each in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def output(root: Path, *arguments: str) -> str:
    """Return what a command prints.

    Raises:
        GitFailed: git is not installed, did not end, or failed: what it said.
    """
    done = run(root, *arguments)
    if done.returncode != 0:
        raise GitFailed(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout
