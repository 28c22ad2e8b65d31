"""A repository's files, its commits since a base, and what git says of their signatures."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.git import GitFailed, output

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD, _RECORD, _VALUE = "\x1f", "\x1e", "\x1d"


class Signature(StrEnum):
    """What git says of a commit's signature, as `%G?` of git-log, and `NONE` where it has none.

    Git's own `N` also stands for a signature that it could not look at.
    """

    NONE = "none"
    GOOD = "G"
    BAD = "B"
    OF_UNKNOWN_KEY = "U"
    EXPIRED = "X"
    OF_EXPIRED_KEY = "Y"
    OF_REVOKED_KEY = "R"
    NOT_CHECKED = "E"


@dataclass(frozen=True)
class Commit:
    """One commit.

    Attributes:
        sha: all 40 digits.
        author, committer: e-mail addresses, in lower case.
        co_authors: addresses of `Co-authored-by` trailers, in lower case.
        reviewers: addresses of the trailers that name a reviewer, in lower case.
        signer: the address that a good signature's key belongs to, in lower case; else empty.
    """

    sha: str
    author: str
    committer: str
    co_authors: frozenset[str]
    reviewers: frozenset[str]
    signature: Signature
    signer: str

    @property
    def short(self) -> str:
        """As people write it."""
        return self.sha[:10]

    @property
    def authors(self) -> frozenset[str]:
        """Whoever has a part in it, and therefore cannot be its reviewer."""
        return self.co_authors | {self.author}


class Git:
    """Reads one repository."""

    def __init__(self, root: Path) -> None:
        """Read the repository whose working tree's top is `root`."""
        self._root = root

    def files(self) -> tuple[str, ...]:
        """Return all files that are, or would be, committed, from the root."""
        listed = self._run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return tuple(sorted({name for name in listed.split("\0") if name}))

    def resolve(self, name: str) -> str | None:
        """Return the commit that a name stands for; None where there is none."""
        if name.startswith("-"):
            return None
        try:
            return self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        except GitFailed:
            return None

    def commits(
        self, base: str, *, allowed_signers: str, trailers: Sequence[str]
    ) -> tuple[Commit, ...]:
        """Return the commits that HEAD has and a base has not, oldest first.

        Args:
            base: a commit, as `resolve` returns it.
            allowed_signers: a file with keys of SSH signatures, read as it is at the base; where
                it is not there, git's own `gpg.ssh.allowedSignersFile` counts.
            trailers: names of the trailers that name a reviewer.

        Raises:
            GitFailed: the history cannot be read.
        """
        with tempfile.TemporaryDirectory(prefix="sluice-signers-") as scratch:
            given: tuple[str, ...] = ()
            try:
                keys = self._run("show", f"{base}:{allowed_signers}")
            except GitFailed:
                pass
            else:
                file = Path(scratch) / "allowed_signers"
                file.write_text(keys, encoding="utf-8")
                given = ("-c", f"gpg.ssh.allowedSignersFile={file}")
            log = self._run(
                *given,
                "log",
                "--reverse",
                f"--format={_format(trailers)}",
                f"{base}..HEAD",
                "--",
            )
        return tuple(self._commit(record) for record in log.split(_RECORD) if record.strip())

    def _commit(self, record: str) -> Commit:
        sha, letter, signer, author, committer, co_authors, reviewers = record.strip("\n").split(
            _FIELD
        )
        signature = Signature(letter) if letter != "N" else Signature.NOT_CHECKED
        if signature is Signature.NOT_CHECKED and not self._has_signature(sha):
            signature = Signature.NONE
        return Commit(
            sha=sha,
            author=_address(author),
            committer=_address(committer),
            co_authors=_addresses(co_authors),
            reviewers=_addresses(reviewers),
            signature=signature,
            signer=_address(signer) if signature is Signature.GOOD else "",
        )

    def _has_signature(self, sha: str) -> bool:
        header = self._run("cat-file", "commit", sha).partition("\n\n")[0]
        return any(line.startswith(("gpgsig ", "gpgsig-sha256 ")) for line in header.split("\n"))

    def _run(self, *arguments: str) -> str:
        return output(self._root, "-c", "log.showSignature=false", *arguments)


def _format(trailers: Sequence[str]) -> str:
    named = "".join(f"key={name}," for name in trailers) or "key=,"
    # %x1d separates the values of trailers; %GS is a key's owner, %G? the verdict.
    values = "valueonly,unfold,separator=%x1d"
    fields = (
        "%H",
        "%G?",
        "%GS",
        "%ae",
        "%ce",
        f"%(trailers:key=Co-authored-by,{values})",
        f"%(trailers:{named}{values})",
    )
    return "%x1f".join(fields) + "%x1e"


def _addresses(values: str) -> frozenset[str]:
    return frozenset(_address(value) for value in values.split(_VALUE) if value.strip())


def _address(text: str) -> str:
    """Return the address of `Name <address>`, or of an address alone."""
    inside = text.rpartition("<")[2].partition(">")[0] if "<" in text else text
    # It comes from whoever wrote the commit, and goes to a terminal.
    return "".join(c if c.isprintable() else "?" for c in inside.strip().lower())
