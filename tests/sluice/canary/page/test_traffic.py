"""What was counted, and what was not."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.counts import Gap
from sluice.canary.model.events import Event, EventKind
from sluice.canary.page.timeline import timeline
from sluice.canary.page.traffic import Missing, Tally, Traffic, traffic
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.page import worlds
from tests.sluice.canary.page.made import counts, event, period
from tests.sluice.canary.releases import release as a_release

if TYPE_CHECKING:
    from collections.abc import Sequence

BOTH = {"canary": counts(10, 1), "live": counts(90)}
EXPOSED = event(0, EventKind.PHASE, green=10)


def seen(
    events: Sequence[Event], *, until: float | None = None, most: int = 240, **release: object
) -> Traffic:
    made = a_release(**release)
    now = None if until is None else T0 + until
    return traffic(made, events, timeline(made, events, now=now), most=most)


def kinds(found: Traffic) -> list[str]:
    return [
        point.canary.value if isinstance(point.canary, Missing) else type(point.canary).__name__
        for point in found.points
    ]


def test_counts_are_told_period_by_period() -> None:
    found = seen((EXPOSED, period(0, **BOTH), period(1, **BOTH)))
    first, second = found.points[:2]
    assert (first.start - T0, first.end - T0, second.end - T0) == (0, 60, 120)
    assert first.canary == Tally(10, 1, 0, None)
    assert found.canary.requests == 20
    assert found.live.requests == 180


@pytest.mark.parametrize("gap", [Gap.METRICS_LATE, Gap.PARTIAL, Gap.NO_TRAFFIC])
def test_a_gap_keeps_its_kind_and_is_no_zero(gap: Gap) -> None:
    found = seen((EXPOSED, period(0, **BOTH), period(1, gap, gap), period(2, **BOTH)))
    assert kinds(found)[:3] == ["Tally", gap.value, "Tally"]
    assert found.points[1].live == Missing(gap.value)
    assert found.canary.requests == 20


def test_a_version_without_weight_is_not_missed() -> None:
    everything = event(0, EventKind.PHASE, green=100)
    found = seen((everything, period(1, counts(100), Gap.NO_TRAFFIC)))
    assert any(point.live is None and point.canary for point in found.points)


def test_a_version_that_lost_its_weight_in_the_period_is_not_missed() -> None:
    events = (
        event(0, EventKind.PHASE, green=50),
        event(90, EventKind.PHASE, green=100),
        period(1, counts(100), Gap.NO_TRAFFIC),
    )
    assert all(point.live is not Missing.NO_TRAFFIC for point in seen(events).points)


def test_no_request_is_a_gap_and_contradictory_counts_are_partial() -> None:
    found = seen((EXPOSED, period(0, counts(0), counts(90)), period(1, counts(5, 9), counts(90))))
    assert kinds(found)[:2] == ["NO_TRAFFIC", "PARTIAL"]


def test_a_hole_between_two_periods_is_late_metrics() -> None:
    found = seen((EXPOSED, period(0, **BOTH), period(3, **BOTH)))
    assert kinds(found)[:3] == ["Tally", "METRICS_LATE", "Tally"]
    assert (found.points[1].start - T0, found.points[1].end - T0) == (60, 180)


def test_metrics_that_never_came_are_late_and_the_newest_are_not_due() -> None:
    found = seen((EXPOSED, period(0, **BOTH)), until=600)
    assert kinds(found) == ["Tally", "METRICS_LATE", "NOT_DUE"]
    assert found.points[1].start - T0 == 60
    assert found.points[-1].start - T0 in {480, 540}
    assert found.points[-1].end - T0 == 600


def test_metrics_that_never_came_at_all_are_late() -> None:
    assert kinds(seen((EXPOSED,), until=600)) == ["METRICS_LATE", "NOT_DUE"]


def test_a_release_that_moved_no_request_misses_nothing() -> None:
    assert seen((event(0, EventKind.PHASE, green=0),), until=600).points == ()


def test_after_the_decision_nothing_is_missed() -> None:
    found = seen((EXPOSED, period(0, **BOTH), event(130, EventKind.FAILED)), until=900)
    assert found.points[-1].end - T0 == 130


def test_aws_clock_is_turned_into_the_drivers() -> None:
    found = seen((EXPOSED, period(5, **BOTH)), clock_skew_seconds=300)
    assert found.points[0].start == T0


def test_a_long_release_is_thinned_out_without_losing_a_request() -> None:
    told = worlds.day()
    line = timeline(told.release, told.events)
    whole = traffic(told.release, told.events, line, most=10**6)
    thin = traffic(told.release, told.events, line)
    assert whole.together == 1
    assert whole.periods >= 1440
    assert thin.together > 1
    assert len(thin.points) < 300
    assert (thin.canary, thin.live) == (whole.canary, whole.live)
    added = [point.canary for point in thin.points if isinstance(point.canary, Tally)]
    assert sum(tally.errors for tally in added) == whole.canary.errors
    assert sum(tally.requests for tally in added) == whole.canary.requests


def test_thinning_out_keeps_each_gap_where_it_was() -> None:
    told = worlds.day()
    line = timeline(told.release, told.events)
    spans = []
    for most in (10**6, 240):
        found = traffic(told.release, told.events, line, most=most)
        spans.append(
            Counter(
                (point.start, point.end)
                for point in found.points
                if point.canary is Missing.PARTIAL
            )
        )
    assert len(spans[0]) > 10
    assert spans[0] == spans[1]


def test_points_follow_each_other_without_a_hole() -> None:
    for told in (worlds.day(), worlds.eventful(), worlds.gave_up(), worlds.rehearsed()):
        line = timeline(told.release, told.events)
        points = traffic(told.release, told.events, line).points
        for one, other in pairwise(points):
            assert one.end == pytest.approx(other.start)


def test_a_gap_of_one_version_is_not_added_to_counts() -> None:
    events = (
        EXPOSED,
        *(period(minute, **BOTH) for minute in range(4)),
        period(4, counts(10), Gap.PARTIAL),
        *(period(minute, **BOTH) for minute in range(5, 9)),
    )
    found = seen(events, most=3)
    assert found.together == 3
    assert [point.live for point in found.points].count(Missing.PARTIAL) == 1
    assert found.live.requests == 8 * 90
