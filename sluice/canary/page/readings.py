"""The figures behind the charts: for the pointer, and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.page import numbers
from sluice.canary.page.overlay import GAP_WORDS
from sluice.canary.page.traffic import Missing, Tally
from sluice.canary.wording import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.canary.judge import TestResult
    from sluice.canary.page.charts.scale import TimeScale
    from sluice.canary.page.evidence import Trace
    from sluice.canary.page.timeline import Timeline
    from sluice.canary.page.traffic import Point, Seen


@dataclass(frozen=True)
class Figures:
    """One colour at one point, in words; all but the first are empty where nothing is."""

    requests: str
    failed: str = ""
    slow: str = ""
    p95: str = ""


@dataclass(frozen=True)
class Reading:
    """One point in words.

    Attributes:
        left, right: where it is, in percent of the width.
        time: its start and end in UTC.
        weight: of the new version.
        new, live: the two colours.
        evidence: the strongest test then.
        by_panel: for each chart, its lines' values in the order of the lines.
    """

    left: float
    right: float
    time: str
    weight: str
    new: Figures
    live: Figures
    evidence: str
    by_panel: dict[str, tuple[str, ...]]


def readings(
    line: Timeline, points: Sequence[Point], found: Sequence[Trace], time: TimeScale
) -> tuple[Reading, ...]:
    """Return all points in words, in order."""
    return tuple(_reading(line, point, found, time) for point in points)


def _reading(line: Timeline, point: Point, found: Sequence[Trace], time: TimeScale) -> Reading:
    middle = (point.start + point.end) / 2
    new, live = _figures(point.canary), _figures(point.live)
    weight = numbers.percent(line.weight_at(middle))
    known = {trace.name: _known(trace, middle) for trace in found}
    there = [each for each in known.values() if each is not None]
    strongest = max(there, key=lambda each: each.evidence, default=None)
    return Reading(
        left=time.percent(point.start),
        right=time.percent(point.end),
        time=f"{clock(point.start)} – {clock(point.end)}",  # noqa: RUF001 - as people write it
        weight=weight,
        new=new,
        live=live,
        evidence="" if strongest is None else f"{strongest.evidence:.1f} ({strongest.name})",
        by_panel={
            "weights": (weight, _arrived(point)),
            "requests": (_minutely(point, point.canary), _minutely(point, point.live)),
            "errors": (new.failed or new.requests, live.failed or live.requests),
            "slow": (new.slow or new.requests, live.slow or live.requests),
            "p95": (new.p95, live.p95),
            **_of_tests(found, known),
        },
    )


def _of_tests(
    found: Sequence[Trace], known: dict[str, TestResult | None]
) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for family, id_ in (("errors", "errors"), ("slowness", "slow")):
        tests = [known[trace.name] for trace in found if trace.family == family]
        if not tests:
            continue
        made[f"{id_}-evidence"] = tuple(
            "" if each is None else f"{each.evidence:.1f}" for each in tests
        )
        first, last = tests[0], tests[-1]
        if first is not None and last is not None:
            band = f"{numbers.digits(first.low)} to {numbers.percent(first.high)}"
            made[f"{id_}-so-far"] = (
                f"{numbers.percent(first.estimate)}, within {band}",
                numbers.percent(last.limit),
            )
    return made


def _known(trace: Trace, when: float) -> TestResult | None:
    found = None
    for known in trace.known:
        if known.at > when:
            break
        found = known.result
    return found


def _figures(seen: Seen) -> Figures:
    if seen is None:
        return Figures("no weight")
    if isinstance(seen, Missing):
        return Figures(GAP_WORDS[seen])
    return Figures(
        f"{seen.requests:,}",
        numbers.part(seen.errors, seen.requests),
        numbers.part(seen.slow, seen.requests),
        "" if seen.p95_ms is None else numbers.milliseconds(seen.p95_ms),
    )


def _minutely(point: Point, seen: Seen) -> str:
    if not isinstance(seen, Tally):
        return _figures(seen).requests
    return f"{60 * seen.requests / (point.end - point.start):,.0f}"


def _arrived(point: Point) -> str:
    new, live = point.canary, point.live
    if isinstance(new, Missing) or isinstance(live, Missing):
        return ""
    ours = new.requests if new else 0
    both = ours + (live.requests if live else 0)
    return numbers.percent(100 * ours / both) if both else ""
