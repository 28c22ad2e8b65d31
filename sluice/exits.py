"""Every exit code of `sluice`: what a program that calls it decides by.

A code means one thing, whichever command ends with it. The help lists them from here.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exit(IntEnum):
    """How a command ended.

    Attributes:
        meaning: in a few words, as the help tells it.
    """

    meaning: str

    def __new__(cls, code: int, meaning: str) -> Self:
        """Make a code that knows what it means."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    DONE = 0, "done; of a release: promoted; of a plan: nothing to do"
    FAILED = 1, "error"
    USAGE = 2, "usage"
    AWS_UNREACHABLE = 3, "AWS unreachable"
    NOT_DEPLOYED = 4, "nothing deployed"
    UNREADABLE = 5, "descriptor or journal refused"
    """A newer program wrote it, or it is damaged."""
    DATABASE_UNREACHABLE = 6, "database unreachable"
    ROLLED_BACK = 10, "rolled back"
    HELD = 11, "waits for a person: on hold, or somebody else has changed something"
    SUPERSEDED = 12, "another driver took over"
    REFUSED = 13, "refused"
    """By a check, a policy, or a lease that somebody else holds. Nothing was changed."""
    UNKNOWN = 14, "how a release ends is not known: it is under way"
    """Nobody drives it, or it was only looked at."""
    UNDECIDED = 15, "undecided: something that matters is unknown"
    """Of a review: nothing refuses the change, and it is no pass all the same."""
    CHANGES = 20, "planned changes that may go on"
    INTERRUPTED = 130, "interrupted"


def listed(*codes: Exit, told: Mapping[Exit, str] | None = None) -> str:
    """Return what codes mean, as one sentence of a help text.

    Args:
        codes: all of them where none is given.
        told: what a code means of one command, where its own words say more.
    """
    means = {code: code.meaning for code in codes or Exit} | dict(told or {})
    return f"Exit codes: {', '.join(f'{code.value} {means[code]}' for code in means)}."
