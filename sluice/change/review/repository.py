"""Which commits are compared, and a commit's files in a folder of their own."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sluice import git
from sluice.change.review.model import Commit
from sluice.errors import SluiceError, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import CompletedProcess

WORKING_TREE = "working tree"
_CHECKOUT_SECONDS = 600
"""A large repository's files take a while to write."""


class RepositoryUnreadable(SluiceError):
    """This is no repository, or a commit's files could not be written."""


class NoMergeBase(UsageRefused):
    """The two commits have no common ancestor here."""


class Repository:
    """The repository that a folder is in."""

    def __init__(self, root: Path) -> None:
        """Look at the repository that `root` is in; the project may be a folder of it."""
        self._root = root
        inside = self._run("rev-parse", "--show-prefix", "--show-toplevel")
        if inside.returncode != 0:
            raise RepositoryUnreadable(f"{root} is no working tree of git: review it in a clone")
        self._prefix, top = inside.stdout.splitlines()
        self._top = Path(top)

    def commit(self, name: str) -> Commit:
        """Return the commit that a name stands for.

        Raises:
            UsageRefused: there is none of this name.
        """
        found = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if found.returncode != 0:
            raise UsageRefused(
                f"{name}: there is no such commit, branch or tag here: fetch it first, or see "
                "'git branch --all'"
            )
        sha = found.stdout.strip()
        return Commit(name=name, sha=sha, subject=self._subject(sha))

    def working_tree(self) -> Commit:
        """Return the working tree: what is committed, and how many files differ from that.

        Raises:
            UsageRefused: nothing was ever committed.
        """
        head = self.commit("HEAD")
        status = self._output("status", "--porcelain", "--untracked-files=all")
        return Commit(
            name=f"the {WORKING_TREE}",
            sha=head.sha,
            subject=head.subject,
            uncommitted=len(status.splitlines()),
        )

    def merge_base(self, base: Commit, head: Commit) -> Commit:
        """Return the commit where `head` left `base`: what came to `base` since is not reviewed.

        Raises:
            NoMergeBase: they have none, or the clone is too shallow to know it.
        """
        found = self._run("merge-base", base.sha, head.sha)
        if found.returncode != 0:
            shallow = self._output("rev-parse", "--is-shallow-repository").strip() == "true"
            cure = (
                "this clone is shallow: 'git fetch --unshallow', or fetch-depth: 0 in the workflow"
                if shallow
                else "name a base that the change was made from"
            )
            raise NoMergeBase(f"{base.name} and {head.name} have no commit in common: {cure}")
        sha = found.stdout.splitlines()[0]
        return base if sha == base.sha else Commit(base.name, sha, self._subject(sha))

    @contextmanager
    def files_of(self, commit: Commit) -> Iterator[Path]:
        """Yield the project's folder as of a commit, outside the tree; it is gone afterwards.

        Raises:
            RepositoryUnreadable: git could not write them there.
        """
        with tempfile.TemporaryDirectory(prefix="sluice-review-") as scratch:
            folder = Path(scratch).resolve() / "tree"
            # With an index of its own, and not as a worktree: the repository stays as it is, even
            # if this process is killed. And no hook runs, which are for people's checkouts.
            for command in (
                ("read-tree", commit.sha),
                ("checkout-index", "--all", f"--prefix={folder}{os.sep}"),
            ):
                done = git.run(
                    self._top, *command, seconds=_CHECKOUT_SECONDS, index=Path(scratch) / "index"
                )
                if done.returncode != 0:
                    raise RepositoryUnreadable(
                        f"git could not write the files of {commit.name}: {done.stderr.strip()}"
                    )
            yield folder / self._prefix

    def _subject(self, sha: str) -> str:
        return self._output("show", "--no-patch", "--format=%s", sha).strip()

    def _output(self, *arguments: str) -> str:
        return git.output(self._root, *arguments)

    def _run(self, *arguments: str) -> CompletedProcess[str]:
        return git.run(self._root, *arguments)
