"""What happened when: phases, weights, holds and marks, from the audit trail.

All times are seconds since the epoch by the driver's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import HoldReason, Phase
from sluice.canary.step_sizing import percent
from sluice.canary.weights import percent_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release


class MarkKind(StrEnum):
    """What a mark on the time line tells; the most important last."""

    REQUEST = "request"
    TAKEN_OVER = "takeover"
    HELD = "hold"
    FOREIGN_WRITE = "foreign write"
    PROMOTED = "promoted"
    ROLLED_BACK = "rolled back"
    FAILED = "verdict: back"


@dataclass(frozen=True)
class Mark:
    """One decision; `event` is its number in the audit trail."""

    at: float
    kind: MarkKind
    sentence: str
    event: int


@dataclass(frozen=True)
class Segment:
    """One phase or step, from `start` to `end`; `kind` is for its colour."""

    start: float
    end: float
    label: str
    kind: str


@dataclass(frozen=True)
class HoldSpan:
    """The release waited; `reason` is empty where the trail does not say it."""

    start: float
    end: float
    reason: str
    sentence: str


@dataclass(frozen=True)
class Weight:
    """From `at` on the new version's weight was so many percent."""

    at: float
    percent: float


@dataclass(frozen=True)
class Timeline:
    """All of it; `start` is before `end`, and everything lies between them."""

    start: float
    end: float
    segments: tuple[Segment, ...]
    weights: tuple[Weight, ...]
    holds: tuple[HoldSpan, ...]
    marks: tuple[Mark, ...]

    def weight_at(self, when: float) -> float:
        """Return the new version's weight at a time, in percent."""
        found = 0.0
        for each in self.weights:
            if each.at > when:
                break
            found = each.percent
        return found


def timeline(release: Release, events: Sequence[Event], *, now: float | None = None) -> Timeline:
    """Return what happened when.

    Args:
        release: the newest state.
        events: its audit trail, in order; may be empty.
        now: until when a release under way is shown; without it, until its last event.
    """
    start = release.started_at
    last = max((event.at for event in events), default=start)
    until = release.ended_at or max(now or 0.0, release.phase_since)
    end = max(until, last, start + 1)
    return Timeline(
        start=start,
        end=end,
        segments=tuple(_segments(release, events, end)),
        weights=tuple(_weights(release, events)),
        holds=tuple(_holds(events, end)),
        marks=tuple(filter(None, map(_mark, events))),
    )


def _segments(release: Release, events: Iterable[Event], end: float) -> Iterable[Segment]:
    began, label, kind = release.started_at, _LABELS[Phase.PREPARING], "ready"
    for event in events:
        if event.kind not in {EventKind.PHASE, EventKind.ENDED}:
            continue
        named = _named(release, event)
        if named == (label, kind):
            continue
        if event.at > began:
            yield Segment(began, event.at, label, kind)
        began, (label, kind) = event.at, named
    if end > began and kind != "end":
        yield Segment(began, end, label, kind)


def _named(release: Release, event: Event) -> tuple[str, str]:
    if event.phase in {Phase.SHIFTING, Phase.BAKING} and 0 <= event.step < len(release.plan.steps):
        return percent(release.plan.steps[event.step].weight_percent), "step"
    kind = _KINDS.get(event.phase, "ready")
    return _LABELS.get(event.phase, event.phase.value), kind


_LABELS = {
    Phase.PREPARING: "prepare",
    Phase.STARTING: "start tasks",
    Phase.SMOKING: "smoke test",
    Phase.DRAINING: "drain",
    Phase.RETIRING: "stop old",
    Phase.ROLLING_BACK: "back",
}
_KINDS = {
    Phase.DRAINING: "step",
    Phase.RETIRING: "ready",
    Phase.ROLLING_BACK: "back",
    Phase.ROLLED_BACK: "end",
    Phase.PROMOTED: "end",
}


def _weights(release: Release, events: Iterable[Event]) -> Iterable[Weight]:
    """Weights as they were read back after our own writes; only where they change."""
    now = percent_of(release.live_weights, release.canary)
    yield Weight(release.started_at, now)
    for event in events:
        if event.weights is None:
            continue
        found = percent_of(event.weights, release.canary)
        if found != now:
            now = found
            yield Weight(event.at, now)


_HELD = re.compile(r"On hold, ([A-Z_]+): ", re.ASCII)


def hold_reason(event: Event) -> str:
    """Return the name of a hold's reason, which the event's sentence begins with."""
    found = _HELD.match(event.sentence)
    name = found.group(1) if found else ""
    return name if name in HoldReason.__members__ else ""


def _holds(events: Iterable[Event], end: float) -> Iterable[HoldSpan]:
    held: Event | None = None
    over = {EventKind.HELD, EventKind.RELEASED, EventKind.FAILED, EventKind.ENDED}
    for event in events:
        if event.kind not in over:
            continue
        if held is not None:
            yield HoldSpan(held.at, event.at, hold_reason(held), held.sentence)
        held = event if event.kind is EventKind.HELD else None
    if held is not None:
        yield HoldSpan(held.at, end, hold_reason(held), held.sentence)


def _mark(event: Event) -> Mark | None:
    kind = _MARKS.get(event.kind)
    if kind is MarkKind.HELD and hold_reason(event) == HoldReason.FOREIGN_WRITE:
        kind = MarkKind.FOREIGN_WRITE
    if event.kind is EventKind.ENDED:
        promoted = event.phase is Phase.PROMOTED
        kind = MarkKind.PROMOTED if promoted else MarkKind.ROLLED_BACK
    return Mark(event.at, kind, event.sentence, event.number) if kind else None


_MARKS = {
    EventKind.HELD: MarkKind.HELD,
    EventKind.REQUEST: MarkKind.REQUEST,
    EventKind.TAKEN_OVER: MarkKind.TAKEN_OVER,
    EventKind.FAILED: MarkKind.FAILED,
}
