"""Where a plan's sources stand: the commit, and the images that the stack names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sluice import git
from sluice.change.digest.subject import Commit

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.model.stack import Stack

_IMAGE = re.compile(r"@(sha256:[0-9a-f]{64})")


def commit_of(root: Path) -> Commit:
    """Return the commit that is checked out; an empty one outside version control.

    Files that differ from it, or that it does not know and that are not ignored, make it dirty.
    """
    head = _git(root, "rev-parse", "--verify", "HEAD")
    if head is None:
        return Commit(id="", dirty=False)
    return Commit(id=head.strip(), dirty=bool(_git(root, "status", "--porcelain")))


def images_of(stack: Stack) -> str:
    """Return the digests of the container images that a stack names, separated by commas."""
    texts = (
        str(each.values.get("container_definitions"))
        for each in stack.resources
        if each.kind == "aws_ecs_task_definition"
    )
    return ",".join(sorted({found for text in texts for found in _IMAGE.findall(text)}))


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git answers; None where there is no git, or no repository."""
    try:
        return git.output(root, *arguments)
    except git.GitFailed:
        return None
