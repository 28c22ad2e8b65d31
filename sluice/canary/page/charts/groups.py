"""All charts of a page, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.page import numbers
from sluice.canary.page.charts import rates
from sluice.canary.page.charts.panel import Panel, Series, panel
from sluice.canary.page.charts.paths import Stair
from sluice.canary.page.charts.scale import TimeScale, value_scale
from sluice.canary.page.traffic import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.plan import Criteria
    from sluice.canary.page.evidence import Trace
    from sluice.canary.page.names import Names
    from sluice.canary.page.timeline import Timeline
    from sluice.canary.page.traffic import Point, Seen

_ERRORS, _SLOWNESS = "errors", "slowness"


@dataclass(frozen=True)
class Group:
    """Charts that answer one question."""

    title: str
    panels: tuple[Panel, ...]


def groups(
    criteria: Criteria,
    line: Timeline,
    points: Sequence[Point],
    found: Sequence[Trace],
    *,
    names: Names,
    time: TimeScale,
) -> tuple[Group, ...]:
    """Return the charts: traffic, errors, slowness; without a judgement, without evidence."""
    errors = tuple(trace for trace in found if trace.family == _ERRORS)
    slowness = tuple(trace for trace in found if trace.family == _SLOWNESS)
    slow = f"Requests slower than {criteria.p95_latency_ms:,} ms"
    return (
        Group("Traffic", (_weights(line, points, names, time), _requests(points, names, time))),
        Group(
            "Errors",
            _there(
                rates.per_period(
                    "errors",
                    "Requests that failed",
                    points,
                    lambda tally: tally.errors,
                    criteria.error_rate_percent,
                    names=names,
                    time=time,
                ),
                rates.so_far("errors-so-far", "Failed so far", errors, names, time),
                rates.grown("errors-evidence", "Evidence of errors", errors, time),
            ),
        ),
        Group(
            "Response times",
            _there(
                rates.per_period(
                    "slow",
                    slow,
                    points,
                    lambda tally: tally.slow,
                    criteria.slow_percent,
                    names=names,
                    time=time,
                ),
                rates.so_far("slow-so-far", "Slow so far", slowness, names, time),
                rates.response_times(points, criteria.p95_latency_ms, names, time),
                rates.grown("slow-evidence", "Evidence of slowness", slowness, time),
            ),
        ),
    )


def _there(*panels: Panel | None) -> tuple[Panel, ...]:
    return tuple(each for each in panels if each is not None)


def _weights(line: Timeline, points: Sequence[Point], names: Names, time: TimeScale) -> Panel:
    ends = [*(each.at for each in line.weights[1:]), line.end]
    stairs = [
        Stair(each.at, end, each.percent) for each, end in zip(line.weights, ends, strict=True)
    ]
    arrived = list(_arrived(points))
    highest = max(stair.value for stair in stairs)
    return panel(
        "weights",
        "Share of the new version",
        (
            Series("weight in force", f"{names.new_look} step", stairs, banded=True),
            Series("requests that arrived", "ink dots", arrived),
        ),
        value_scale(0, min(100.0, 1.15 * max(highest, 1.0)), 120),
        time,
        written=numbers.percent,
        description=f"The weight begins at {numbers.percent(stairs[0].value)}, is "
        f"{numbers.percent(highest)} at most and {numbers.percent(stairs[-1].value)} at the end.",
    )


def _arrived(points: Iterable[Point]) -> Iterable[Stair]:
    for point in points:
        new, live = _requests_of(point.canary), _requests_of(point.live)
        if new is not None and live is not None and new + live > 0:
            yield Stair(point.start, point.end, 100 * new / (new + live))


def _requests_of(seen: Seen) -> int | None:
    if isinstance(seen, Tally):
        return seen.requests
    return 0 if seen is None else None


def _requests(points: Sequence[Point], names: Names, time: TimeScale) -> Panel:
    new = list(_per_minute((each, each.canary) for each in points))
    live = list(_per_minute((each, each.live) for each in points))
    highest = max((stair.value for stair in (*new, *live)), default=0.0)
    return panel(
        "requests",
        "Requests per minute",
        (
            Series(names.new, names.new_look, new),
            Series(names.live, names.live_look, live),
        ),
        value_scale(0, max(10.0, 1.05 * highest), 104),
        time,
        written=lambda value: f"{value:,.0f}",
        description=f"At most {highest:,.0f} a minute to one version.",
    )


def _per_minute(seen: Iterable[tuple[Point, Seen]]) -> Iterable[Stair]:
    for point, tally in seen:
        if isinstance(tally, Tally):
            minutes = (point.end - point.start) / 60
            yield Stair(point.start, point.end, tally.requests / minutes)
