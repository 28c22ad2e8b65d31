"""What was counted of both colours, period by period, and where nothing could be counted.

A long release is thinned out by adding periods up, so that no request is lost and a gap stays
a gap: only neighbours of the same kind are added.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from sluice.canary.model.counts import Gap
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.counts import Counts, Period
    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.page.timeline import Timeline

MOST_POINTS = 240
"""More points than that cannot be told apart on a screen."""


class Missing(StrEnum):
    """Why a stretch of time has no counts."""

    NO_TRAFFIC = Gap.NO_TRAFFIC.value
    METRICS_LATE = Gap.METRICS_LATE.value
    PARTIAL = Gap.PARTIAL.value
    NOT_DUE = "NOT_DUE"
    """When it was decided, the metrics of this time were not to be expected yet."""


@dataclass(frozen=True)
class Tally:
    """One colour in one or more periods; `p95_ms` is the highest of them."""

    requests: int
    errors: int
    slow: int
    p95_ms: float | None

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        times = [each for each in (self.p95_ms, other.p95_ms) if each is not None]
        return Tally(
            self.requests + other.requests,
            self.errors + other.errors,
            self.slow + other.slow,
            max(times, default=None),
        )


Seen = Tally | Missing | None
"""Counts, or why there are none; None where none are wanted: the colour has no weight."""


@dataclass(frozen=True)
class Point:
    """Both colours from `start` to `end`, by the driver's clock; `periods` of them together."""

    start: float
    end: float
    canary: Seen
    live: Seen
    periods: int = 1


@dataclass(frozen=True)
class Traffic:
    """All points in order, without a hole from the first request on.

    Attributes:
        points: neighbours of the same kind, `together` periods each at most.
        together: 1 unless it was thinned out.
        periods: how many were counted in all.
        canary, live: all of it added up.
    """

    points: tuple[Point, ...]
    together: int
    periods: int
    canary: Tally = field(default=Tally(0, 0, 0, None))
    live: Tally = field(default=Tally(0, 0, 0, None))


def traffic(
    release: Release, events: Sequence[Event], line: Timeline, *, most: int = MOST_POINTS
) -> Traffic:
    """Return what was counted.

    Args:
        release: the newest state.
        events: its audit trail.
        line: the time line of both.
        most: add so many periods up that there are about as many points.
    """
    periods = {event.period.start: event.period for event in events if event.period is not None}
    ordered = [_point(release, line, periods[start]) for start in sorted(periods)]
    together = max(1, ceil(len(ordered) / most))
    whole = list(_without_holes(release, ordered, line, _watched_until(events, line)))
    return Traffic(
        points=tuple(_thinned(whole, together)),
        together=together,
        periods=len(ordered),
        canary=_sum(point.canary for point in ordered),
        live=_sum(point.live for point in ordered),
    )


def _sum(all_: Iterable[Seen]) -> Tally:
    return sum((each for each in all_ if isinstance(each, Tally)), Tally(0, 0, 0, None))


def _point(release: Release, line: Timeline, period: Period) -> Point:
    start = period.start - release.clock_skew_seconds
    end = start + release.plan.period_seconds
    # Who got or lost all weight in the middle of a period may have had no request in it.
    first, last = line.weight_at(start), line.weight_at(end)
    return Point(
        start,
        end,
        _seen(period.canary, expected=min(first, last) > 0),
        _seen(period.live, expected=max(first, last) < 100),
    )


def _seen(found: Counts | Gap, *, expected: bool) -> Seen:
    if isinstance(found, Gap):
        return None if found is Gap.NO_TRAFFIC and not expected else Missing(found.value)
    if not found.requests:
        return Missing.NO_TRAFFIC if expected else None
    if not (0 <= found.errors <= found.requests and 0 <= found.slow <= found.requests):
        return Missing.PARTIAL
    return Tally(found.requests, found.errors, found.slow, found.p95_ms)


def _watched_until(events: Iterable[Event], line: Timeline) -> float:
    """Return until when metrics were read: nobody needs those of a decided release."""
    for event in events:
        decided = event.phase in {Phase.ROLLING_BACK, Phase.RETIRING}
        if event.kind is EventKind.FAILED or (event.kind is EventKind.PHASE and decided):
            return event.at
    return line.end


def _without_holes(
    release: Release, points: Sequence[Point], line: Timeline, until: float
) -> Iterable[Point]:
    """Fill in what should have been counted and was not, from the first request on."""
    exposed = [each.at for each in line.weights if each.percent > 0]
    if not exposed and not points:
        return
    plan = release.plan
    began = points[0].start if points else min(exposed)
    for point in points:
        if point.start - began > plan.period_seconds / 2:
            yield Point(began, point.start, Missing.METRICS_LATE, Missing.METRICS_LATE)
        yield point
        began = point.end
    # Half a period of patience: nobody reads metrics to the second.
    patient = until - plan.metric_delay_seconds - plan.period_seconds / 2
    late = began + plan.period_seconds * max(0, int((patient - began) // plan.period_seconds))
    if late > began:
        yield Point(began, late, Missing.METRICS_LATE, Missing.METRICS_LATE)
        began = late
    if until > began:
        yield Point(began, until, Missing.NOT_DUE, Missing.NOT_DUE)


def _thinned(points: Iterable[Point], together: int) -> Iterable[Point]:
    group: Point | None = None
    for point in points:
        if group is not None and _alike(group, point) and group.periods < together:
            group = replace(
                group,
                end=point.end,
                canary=_both(group.canary, point.canary),
                live=_both(group.live, point.live),
                periods=group.periods + point.periods,
            )
            continue
        if group is not None:
            yield group
        group = point
    if group is not None:
        yield group


def _alike(one: Point, other: Point) -> bool:
    return _kind(one.canary) == _kind(other.canary) and _kind(one.live) == _kind(other.live)


def _kind(seen: Seen) -> Missing | bool:
    return seen if isinstance(seen, Missing) else seen is None


def _both(one: Seen, other: Seen) -> Seen:
    return one + other if isinstance(one, Tally) and isinstance(other, Tally) else one
