"""The histogram against the exact values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.load.histogram import RELATIVE_ERROR, Histogram

durations = st.lists(st.floats(1e-5, 100), min_size=1, max_size=200)


def histogram(values: list[float]) -> Histogram:
    found = Histogram()
    for value in values:
        found.record(value)
    return found


@given(durations, st.floats(0.1, 100))
def test_a_percentile_is_off_by_at_most_the_stated_error(
    values: list[float], percent: float
) -> None:
    exact = sorted(values)[max(1, math.ceil(percent / 100 * len(values))) - 1]
    found = histogram(values).percentile(percent)
    assert found == pytest.approx(exact, rel=RELATIVE_ERROR * 1.001)


@given(durations, durations)
def test_two_merged_are_the_histogram_of_all(one: list[float], other: list[float]) -> None:
    merged, whole = histogram(one), histogram(one + other)
    merged.merge(histogram(other))
    assert merged.count == whole.count
    assert merged.largest == whole.largest
    assert merged.smallest == whole.smallest
    assert merged.mean() == pytest.approx(whole.mean())
    for percent in (1, 50, 99, 100):
        assert merged.percentile(percent) == whole.percentile(percent)


def test_how_many_are_slower_is_exact_away_from_the_limit() -> None:
    found = histogram([0.1] * 95 + [0.6] * 5)
    assert found.percent_slower_than(0.5) == 5
    assert found.percent_slower_than(0.7) == 0
    assert found.percent_slower_than(0.05) == 100


def test_an_empty_one_says_nothing_wrong() -> None:
    assert Histogram().percentile(99) == 0
    assert Histogram().percent_slower_than(1) == 0
    assert Histogram().mean() == 0
