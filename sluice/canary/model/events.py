"""The audit trail: what was decided or done, on which evidence."""

from __future__ import annotations

from enum import StrEnum

from sluice.canary.judge import Judgement
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.counts import Period
from sluice.canary.model.reasons import Phase
from sluice.values import Value


class EventKind(StrEnum):
    """What an event tells."""

    STARTED = "STARTED"
    PHASE = "PHASE"
    INTENT = "INTENT"
    COMMITTED = "COMMITTED"
    """An intent was read back: it is so."""
    JUDGED = "JUDGED"
    """A period was folded; carries it, and the judgement."""
    HELD = "HELD"
    RELEASED = "RELEASED"
    """A hold is over."""
    REQUEST = "REQUEST"
    TAKEN_OVER = "TAKEN_OVER"
    FAILED = "FAILED"
    ENDED = "ENDED"


class Event(Value):
    """One line of the audit trail.

    Attributes:
        number: of the release, from 0, without a hole.
        at: seconds since the epoch.
        sentence: what a person reads.
        weights: in force when it happened.
    """

    number: int
    at: float
    kind: EventKind
    phase: Phase
    sentence: str
    step: int = -1
    weights: SetWeights | None = None
    period: Period | None = None
    judgement: Judgement | None = None
