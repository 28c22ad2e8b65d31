"""The charts of errors, of slow requests and of response times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.page import numbers
from sluice.canary.page.charts.panel import Limit, Panel, Series, panel
from sluice.canary.page.charts.paths import Stair
from sluice.canary.page.charts.scale import TimeScale, value_scale
from sluice.canary.page.intervals import wilson
from sluice.canary.page.traffic import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sluice.canary.judge import TestResult
    from sluice.canary.page.evidence import Trace
    from sluice.canary.page.names import Names
    from sluice.canary.page.traffic import Point, Seen

_TALL, _LOW = 150.0, 104.0


def per_period(
    id_: str,
    title: str,
    points: Sequence[Point],
    bad: Callable[[Tally], int],
    limit: float,
    *,
    names: Names,
    time: TimeScale,
) -> Panel:
    """Return the chart of a rate, period by period, with Wilson's intervals.

    Args:
        id_: of the chart.
        title: of the chart.
        points: what was counted.
        bad: which of a colour's requests are meant.
        limit: in percent.
        names: of the two colours.
        time: of all charts.
    """
    new = tuple(_rates(((each, each.canary) for each in points), bad))
    live = tuple(_rates(((each, each.live) for each in points), bad))
    scale = value_scale(0, _top((*new, *live), limit), _TALL)
    return panel(
        id_,
        title,
        (
            Series(names.new, names.new_look, new, banded=True),
            Series(names.live, names.live_look, live, banded=True),
        ),
        scale,
        time,
        written=numbers.percent,
        limits=(Limit(limit, f"limit {numbers.percent(limit)}"),),
        note="bands: 95 % confidence, each period by itself (Wilson)",
        description=f"{_extent(names.new, new)} {_extent(names.live, live)} "
        f"The limit is {numbers.percent(limit)}.",
    )


def so_far(
    id_: str, title: str, found: Sequence[Trace], names: Names, time: TimeScale
) -> Panel | None:
    """Return the chart of a rate since the start, with the judge's always-valid band.

    Args:
        id_: of the chart.
        title: of the chart.
        found: the tests of one family; the first one's limit is the criterion, a test
            called `relative` is against the live version's rate.
        names: of the two colours.
        time: of all charts.
    """
    if not found:
        return None
    first = found[0]
    new = tuple(
        Stair(start, end, result.estimate, result.low, result.high)
        for start, end, result in _spans(first, time.end)
        # A band from nothing to all: no request was counted yet.
        if result.high - result.low < 100
    )
    live = tuple(
        Stair(start, end, result.limit)
        for trace in found
        if trace.manner == "relative"
        for start, end, result in _spans(trace, time.end)
    )
    limit = first.newest.limit
    newest = first.newest
    return panel(
        id_,
        title,
        (
            Series(names.new, names.new_look, new, banded=True),
            Series(names.live, names.live_look, live),
        ),
        value_scale(0, _top((*new, *live), limit), _TALL),
        time,
        written=numbers.percent,
        limits=(Limit(limit, f"limit {numbers.percent(limit)}"),),
        note="band: always valid, 95 % at all times together; drawn when it was known",
        description=f"At the end {names.new} is at {numbers.percent(newest.estimate)}, surely "
        f"within {numbers.percent(newest.low)} and {numbers.percent(newest.high)}.",
    )


def response_times(
    points: Sequence[Point], limit_ms: float, names: Names, time: TimeScale
) -> Panel:
    """Return the chart of the 95th percentile of the response time, in milliseconds."""
    new = tuple(_times((each, each.canary) for each in points))
    live = tuple(_times((each, each.live) for each in points))
    highest = max((stair.value for stair in (*new, *live)), default=0.0)
    return panel(
        "p95",
        "Response time, 95th percentile",
        (
            Series(names.new, names.new_look, new),
            Series(names.live, names.live_look, live),
        ),
        value_scale(0, max(1.3 * limit_ms, 1.05 * highest), _LOW),
        time,
        written=numbers.milliseconds,
        limits=(Limit(limit_ms, f"limit {numbers.milliseconds(limit_ms)}"),),
        note="to look at; the judge counts slow requests",
        description=f"The highest is {numbers.milliseconds(highest)}; "
        f"the limit is {numbers.milliseconds(limit_ms)}.",
    )


def grown(id_: str, title: str, found: Sequence[Trace], time: TimeScale) -> Panel | None:
    """Return the chart of the evidence of one family of tests against its threshold."""
    if not found:
        return None
    threshold = max(trace.newest.threshold for trace in found)
    values = [known.result.evidence for trace in found for known in trace.known]
    looks = ("ink new", "ink live")
    series = [
        Series(
            trace.manner,
            looks[min(index, 1)],
            tuple(
                Stair(start, end, result.evidence) for start, end, result in _spans(trace, time.end)
            ),
        )
        for index, trace in enumerate(found)
    ]
    low = max(-0.5 * threshold, min(0.0, *values))
    high = max(1.2 * threshold, min(3 * threshold, max(values)))
    scale = value_scale(low, high, _LOW)
    cut = min(values) < scale.bottom or max(values) > scale.top
    strongest = max(found, key=lambda trace: trace.newest.evidence)
    return panel(
        id_,
        title,
        series,
        scale,
        time,
        written=numbers.digits,
        limits=tuple(
            Limit(each, f"rolls back at {each:.1f}")
            for each in sorted({trace.newest.threshold for trace in found})
        ),
        note="ln of the e-value, drawn when it was known"
        + (f"; cut at {numbers.digits(scale.bottom)} and {numbers.digits(scale.top)}" * cut),
        description=f"The strongest is {strongest.name}, at {strongest.newest.evidence:.1f} "
        f"of {strongest.newest.threshold:.1f}.",
    )


def _rates(seen: Iterable[tuple[Point, Seen]], bad: Callable[[Tally], int]) -> Iterable[Stair]:
    for point, tally in seen:
        if isinstance(tally, Tally):
            low, high = wilson(bad(tally), tally.requests)
            rate = bad(tally) / tally.requests
            yield Stair(point.start, point.end, 100 * rate, 100 * low, 100 * high)


def _times(seen: Iterable[tuple[Point, Seen]]) -> Iterable[Stair]:
    for point, tally in seen:
        if isinstance(tally, Tally) and tally.p95_ms is not None:
            yield Stair(point.start, point.end, tally.p95_ms)


def _spans(trace: Trace, end: float) -> Iterable[tuple[float, float, TestResult]]:
    """Return each result with the time for which it was the newest."""
    times = [*(known.at for known in trace.known[1:]), end]
    for known, until in zip(trace.known, times, strict=True):
        yield known.at, until, known.result


def _top(stairs: Sequence[Stair], limit: float) -> float:
    """Return how far up to draw: all values and the limit; bands of few requests are cut."""
    needed = max(1.6 * limit, *(1.08 * stair.value for stair in stairs), 0.0)
    highest = max((stair.high or 0.0 for stair in stairs), default=0.0)
    return min(100.0, max(needed, min(highest, 2.5 * needed)))


def _extent(name: str, stairs: Sequence[Stair]) -> str:
    if not stairs:
        return f"Nothing was counted of {name}."
    values = [stair.value for stair in stairs]
    return f"Of {name} it is from {numbers.percent(min(values))} to {numbers.percent(max(values))}."
