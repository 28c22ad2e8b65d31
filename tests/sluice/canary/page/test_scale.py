"""Scales and ticks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.canary.page.charts.scale import TimeScale, value_scale

DAY = 1_800_057_600.0  # midnight in UTC


@given(
    st.floats(-1e6, 1e6),
    st.floats(1e-3, 1e6),
    st.integers(2, 6),
)
def test_a_value_scale_holds_its_range_and_has_few_ticks(
    low: float, span: float, most: int
) -> None:
    scale = value_scale(low, low + span, 100, most_ticks=most)
    slack = 1e-6 * span
    assert scale.bottom <= low + slack
    assert scale.top >= low + span - slack
    assert 2 <= len(list(scale.steps())) <= most + 2
    assert scale.y(scale.top) == pytest.approx(0)
    assert scale.y(scale.bottom) == pytest.approx(100)


def test_values_outside_go_to_the_edge() -> None:
    scale = value_scale(0, 10, 100)
    assert (scale.y(99), scale.y(-99)) == (0, 100)


@pytest.mark.parametrize("span", [1, 20, 240, 3600, 5400, 86400, 3 * 86400])
def test_time_ticks_are_few_and_round(span: float) -> None:
    ticks = TimeScale(DAY + 7, DAY + 7 + span).ticks()
    assert len(ticks) <= 7
    assert span < 5 or len(ticks) >= 2
    assert all(0 <= tick.place <= 100 for tick in ticks)


def test_midnight_is_told_as_a_date() -> None:
    labels = [tick.label for tick in TimeScale(DAY - 3600, DAY + 3600).ticks()]
    assert labels == ["23:00", "23:30", "16 Jan", "00:30", "01:00"]


def test_seconds_are_told_where_ticks_are_closer_than_a_minute() -> None:
    assert TimeScale(DAY + 1, DAY + 41).ticks()[0].label == "00:00:10"
