"""What a check found."""

from __future__ import annotations

from enum import StrEnum

from sluice.values import Value


class State(StrEnum):
    """How a check ended. Unknown is never good."""

    OK = "OK"
    BAD = "BAD"
    UNKNOWN = "UNKNOWN"
    SKIPPED = "SKIPPED"
    """It was not OK, and `--skip-verify` named it."""


class Finding(Value):
    """One thing that was looked at.

    Attributes:
        check: its name, as `--skip-verify` takes it.
        state: how it is.
        sentence: what was found and, where it is not OK, what to do.
    """

    check: str
    state: State
    sentence: str


def ok(check: str, sentence: str) -> Finding:
    """Return what is as it must be."""
    return Finding(check=check, state=State.OK, sentence=sentence)


def bad(check: str, sentence: str) -> Finding:
    """Return what is not as it must be."""
    return Finding(check=check, state=State.BAD, sentence=sentence)


def unknown(check: str, sentence: str) -> Finding:
    """Return what could not be found out."""
    return Finding(check=check, state=State.UNKNOWN, sentence=sentence)
