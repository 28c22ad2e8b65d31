"""Reads CODEOWNERS as GitHub does.

The library `codeowners` matches patterns, and matches what GitHub's documentation shows. Lines
it reads otherwise than GitHub, silently: it takes `@names` of a comment behind the owners for
owners, drops an owner that is none and keeps the line, takes `[name]` for a section of GitLab's
and `[a-z]` for a range, and knows no limit of size. So each line is judged here first, and the
library sees only those that GitHub does not skip.

Source: GitHub's documentation, "About code owners" (syntax, syntax exceptions, file size).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codeowners import CodeOwners

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in this order; the first one counts, alone."""
MOST_BYTES = 3_000_000

_USER = re.compile(r"^@[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$")
_TEAM = re.compile(r"^@[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_.][A-Za-z0-9_.-]*$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NOT_TAKEN = {
    r"^!": "negates, which does not work here",
    r"[\[\]]": "has a range or a section, neither of which works here",
    r"^\\#": "escapes a #, which does not work here",
    r"^/$": "matches nothing; * matches everything",
}
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")


@dataclass(frozen=True)
class Mistake:
    """A line that GitHub skips, or that means something else than it looks.

    Attributes:
        line: from 1; 0 where it is the whole file.
        sentence: what is wrong.
    """

    line: int
    sentence: str


@dataclass(frozen=True)
class Owned:
    """What counts for one file.

    Attributes:
        owners: as written, such as `@example/web-platform`; empty where the line names none.
        line: of the file; 0 where no line matches.
        pattern: of that line.
    """

    owners: tuple[str, ...]
    line: int
    pattern: str


class Ownership:
    """The owners of files; the last line that matches counts."""

    def __init__(self, text: str) -> None:
        lines: list[str] = []
        mistakes: list[Mistake] = []
        owners: dict[str, int] = {}
        for number, raw in enumerate(text.splitlines(), start=1):
            line = _COMMENT.sub("", raw).strip()
            wrong = _wrong(line)
            if wrong:
                mistakes.append(Mistake(number, f"{wrong}: GitHub skips the line"))
            else:
                for owner in _fields(line)[1:]:
                    owners.setdefault(owner, number)
            # An empty line keeps the numbers of those that follow.
            lines.append("" if wrong else line)
        if len(text.encode()) >= MOST_BYTES:
            mistakes.append(Mistake(0, "it has 3 MB or more: GitHub does not load it"))
            lines = []
        self.mistakes: Sequence[Mistake] = tuple(mistakes)
        self.owners: dict[str, int] = owners
        """Every owner, with the first line that names it."""
        self._found = CodeOwners("\n".join(lines))

    def of(self, path: str) -> Owned:
        """Return who owns a file, its path being from the root without a leading `/`."""
        owners, line, pattern, _ = self._found.matching_line(path)
        return Owned(tuple(name for _, name in owners), line or 0, pattern or "")


def places(root: Path) -> tuple[str, ...]:
    """Return where there is a file; the first one counts."""
    return tuple(place for place in PLACES if (root / place).is_file())


def _fields(line: str) -> list[str]:
    """Return pattern and owners; a space with a backslash before it belongs to the pattern."""
    return re.split(r"(?<!\\)\s+", line) if line else []


def _wrong(line: str) -> str:
    """Return what GitHub does not take; empty where it takes the line."""
    fields = _fields(line)
    if not fields:
        return ""
    for form, why in _NOT_TAKEN.items():
        if re.search(form, fields[0]):
            return f"{fields[0]} {why}"
    for owner in fields[1:]:
        if not any(form.match(owner) for form in (_USER, _TEAM, _EMAIL)):
            return f"{owner} is neither @user, @organisation/team nor an e-mail address"
    return ""
