"""What a rule answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Of an answer."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non-compliant"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "unknown until apply"
    """It depends on a value that this document does not hold."""


@dataclass(frozen=True)
class Answer:
    """A rule's answer for one resource.

    Attributes:
        message: what is wrong and what to do, or what is not known; empty where it is fine.
    """

    kind: Kind
    message: str = ""


COMPLIANT = Answer(Kind.COMPLIANT)
NOT_APPLICABLE = Answer(Kind.NOT_APPLICABLE)


def non_compliant(message: str) -> Answer:
    """Return that the rule is broken, and how to mend it."""
    return Answer(Kind.NON_COMPLIANT, message)


def unknown(what: str) -> Answer:
    """Return that it cannot be told, for want of what."""
    return Answer(Kind.UNKNOWN, what)


def verdict(wrong: list[str], unsure: list[str]) -> Answer:
    """Return what several looks come to: one wrong decides, then one that is not known."""
    if wrong:
        return non_compliant("; ".join(wrong))
    return unknown(", ".join(unsure)) if unsure else COMPLIANT
