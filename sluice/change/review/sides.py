"""Both sides of a review: the stacks of the base and of the head, each by its own code."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.change.synth import synthesize
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sluice.change.model.stack import Stack
    from sluice.change.review.model import Commit
    from sluice.change.review.repository import Repository

_CACHE = (".sluice", "slim")
"""Where a checkout keeps its cut of the AWS bindings; the key is a hash of what is in it."""


@dataclass(frozen=True)
class Side:
    """The stacks of one commit.

    Attributes:
        folder: the files that they were made of.
        stacks: by name; empty where they could not be made.
        problem: why they could not be made; else empty.
    """

    folder: Path
    stacks: dict[str, Stack]
    problem: str = ""


@contextmanager
def side(
    repository: Repository, commit: Commit | None, *, root: Path, outdir: Path
) -> Iterator[Side]:
    """Yield the stacks of a commit, made by its own code in this checkout's environment.

    Args:
        repository: that of `root`.
        commit: None for the working tree as it is.
        root: of this checkout.
        outdir: where the stacks are written to.
    """
    with ExitStack() as until_done:
        folder = root
        if commit is not None:
            folder = until_done.enter_context(repository.files_of(commit))
            _share_bindings(root, folder)
        try:
            stacks = synthesize(outdir, root=folder)
        except SluiceError as error:
            yield Side(folder, {}, str(error))
        else:
            yield Side(folder, {each.name: each for each in stacks})


def _share_bindings(root: Path, folder: Path) -> None:
    """Let a commit's own code use this checkout's bindings: building them takes 4 seconds."""
    ours = root.joinpath(*_CACHE)
    ours.mkdir(parents=True, exist_ok=True)
    theirs = folder.joinpath(*_CACHE)
    theirs.parent.mkdir(parents=True, exist_ok=True)
    if not theirs.exists():
        theirs.symlink_to(ours, target_is_directory=True)
