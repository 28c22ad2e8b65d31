"""Which periods are told when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.canary.model.counts import Gap
from sluice.canary.ports.metrics.answers import Answer
from sluice.canary.ports.metrics.periods import Reader, Window
from sluice.canary.ports.metrics.queries import BALANCER_ERRORS, Part, query_id
from tests.sluice.canary.ports.metrics.minutes import (
    COUNTED,
    DELAY,
    IDLE,
    NOTHING,
    WELL,
    Story,
    T,
)

if TYPE_CHECKING:
    from sluice.canary.model.observation import MetricReading


def told(reading: MetricReading) -> list[tuple[int, object, object]]:
    return [((it.start - T) // 60, it.canary, it.live) for it in reading.periods]


def test_a_period_is_told_once_its_delay_is_over_by_aws_s_clock() -> None:
    story = Story().minute(0).minute(1)

    assert told(story.read(now=119)) == []
    assert told(story.read(now=120)) == [(0, COUNTED, COUNTED)]
    assert told(story.read(now=180)) == [(0, COUNTED, COUNTED), (1, COUNTED, COUNTED)]
    assert story.read(now=180).now == T + 180


def test_every_period_since_the_last_known_one_is_told_after_a_long_silence() -> None:
    story = Story()
    for number in range(240):
        story.minute(number)

    assert [it for it, _, _ in told(story.read(now=240 * 60 + DELAY))] == list(range(240))


def test_nothing_is_told_of_what_was_not_asked_for() -> None:
    story = Story().minute(0).minute(1)

    reading = story.read(now=10_000, until=T + 119)

    assert told(reading) == [(0, COUNTED, COUNTED)]
    assert reading.overdue is None


@pytest.mark.parametrize("missing", ["canary", "live"])
def test_what_may_still_come_is_withheld_and_then_overdue(missing: str) -> None:
    story = Story().minute(0).minute(1, **{missing: NOTHING})

    waiting = story.read(now=239)
    overdue = story.read(now=240)

    assert told(waiting) == told(overdue) == [(0, COUNTED, COUNTED)]
    assert waiting.overdue is None
    assert overdue.overdue is Gap.METRICS_LATE


def test_what_was_overdue_and_comes_is_told_with_all_that_came_meanwhile() -> None:
    story = Story().minute(0)
    assert story.read(now=600).overdue is Gap.METRICS_LATE

    for number in range(1, 9):
        story.minute(number)
    reading = story.read(now=600)

    assert [it for it, _, _ in told(reading)] == list(range(9))
    assert reading.overdue is None


def test_a_hole_before_periods_that_came_is_told_as_one() -> None:
    story = Story().minute(0).minute(2)

    assert told(story.read(now=239)) == [(0, COUNTED, COUNTED)]
    reading = story.read(now=240)

    late = Gap.METRICS_LATE
    assert told(reading) == [(0, COUNTED, COUNTED), (1, late, late), (2, COUNTED, COUNTED)]
    assert reading.overdue is None


def test_no_traffic_on_the_canary_is_told_at_once_where_live_had_some() -> None:
    story = Story().minute(0, canary=IDLE)

    assert told(story.read(now=120)) == [(0, Gap.NO_TRAFFIC, COUNTED)]


def test_no_traffic_on_the_old_colour_is_told_at_once_where_the_new_one_has_all() -> None:
    story = Story().minute(0, live=IDLE)

    assert told(story.read(now=120)) == [(0, COUNTED, Gap.NO_TRAFFIC)]


def test_no_traffic_at_all_waits_whether_counts_lag_behind_health() -> None:
    story = Story().minute(0, canary=IDLE, live=IDLE)

    assert told(story.read(now=179)) == []
    reading = story.read(now=180)

    assert told(reading) == [(0, Gap.NO_TRAFFIC, Gap.NO_TRAFFIC)]
    assert reading.overdue is None


def test_partial_data_waits_whether_the_rest_comes() -> None:
    story = Story().minute(0, canary={Part.REQUESTS: 100, Part.HOSTS: 2})
    assert told(story.read(now=179)) == []
    assert told(story.read(now=180)) == [(0, Gap.PARTIAL, COUNTED)]

    story.minute(0)

    assert told(story.read(now=179)) == [(0, COUNTED, COUNTED)]


def test_an_empty_answer_is_never_traffic_without_errors() -> None:
    reading = Story().read(now=100_000)

    assert told(reading) == []
    assert reading.overdue is Gap.METRICS_LATE


@pytest.mark.parametrize("part", [Part.REQUESTS, Part.ERRORS, Part.SAMPLES, Part.RANK])
def test_a_colour_whose_data_is_partial_is_partial_and_the_other_is_not(part: Part) -> None:
    story = Story().minute(0)
    story.series[query_id("r0", "green", part)].partial = True

    assert told(story.read(now=180)) == [(0, Gap.PARTIAL, COUNTED)]


def test_partial_data_of_the_balancer_s_errors_makes_both_partial() -> None:
    story = Story().minute(0)
    story.series[f"r0_{BALANCER_ERRORS}"].partial = True

    assert told(story.read(now=180)) == [(0, Gap.PARTIAL, Gap.PARTIAL)]


def test_no_requests_counted_is_no_traffic_even_without_health() -> None:
    story = Story().minute(0, canary={Part.REQUESTS: 0})

    assert told(story.read(now=120)) == [(0, Gap.NO_TRAFFIC, COUNTED)]


@given(
    minutes=st.lists(
        st.tuples(*[st.sampled_from([WELL, IDLE, NOTHING, {Part.REQUESTS: 5.0}])] * 2), max_size=12
    ),
    looks=st.lists(st.integers(0, 1500), min_size=1, max_size=6),
    arrival=st.lists(st.integers(0, 1500), min_size=12, max_size=12),
)
def test_whenever_one_looks_each_period_is_told_once_and_in_order(
    minutes: list[tuple[dict[Part, float], dict[Part, float]]],
    looks: list[int],
    arrival: list[int],
) -> None:
    since, starts = T, []
    for now in sorted(looks):
        story = Story()
        for number, (canary, live) in enumerate(minutes):
            if now >= arrival[number]:
                story.minute(number, canary=canary, live=live)
        window = Window(since, T + 10**6, 60, DELAY)
        reading = Reader(Answer(T + now, story.series), "r0", "green").reading(window)
        starts += [period.start for period in reading.periods]
        since = starts[-1] + 60 if starts else T
        assert all(period.start + 60 + DELAY <= T + now for period in reading.periods)
        if reading.overdue:
            assert now >= since - T + 60 + 2 * DELAY

    assert starts == [T + 60 * number for number in range(len(starts))]
