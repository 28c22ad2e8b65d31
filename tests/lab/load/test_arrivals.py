"""When requests are due: a pure function of shape, rate, time and seed."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.load.arrivals import Shape, Spacing, arrivals, curve

shapes = st.sampled_from(Shape)
spacings = st.sampled_from(Spacing)
rates = st.floats(0.1, 300)
times = st.floats(0.1, 20)


@given(shapes, rates, times, st.integers(), spacings)
def test_times_rise_within_the_run(
    shape: Shape, rate: float, seconds: float, seed: int, spacing: Spacing
) -> None:
    found = list(arrivals(shape, rate, seconds, seed, spacing))
    assert all(one <= next_ for one, next_ in pairwise(found))
    assert all(0 <= one < seconds for one in found)


@given(shapes, rates, times, st.integers(), spacings)
def test_the_same_seed_gives_the_same_times(
    shape: Shape, rate: float, seconds: float, seed: int, spacing: Spacing
) -> None:
    one = list(arrivals(shape, rate, seconds, seed, spacing))
    assert one == list(arrivals(shape, rate, seconds, seed, spacing))


def test_another_seed_gives_other_times() -> None:
    one, other = (list(arrivals(Shape.STEADY, 10, 10, seed)) for seed in (1, 2))
    assert one != other


@given(shapes, st.integers(1, 500), st.integers(1, 20), st.integers())
def test_even_spacing_gives_exactly_the_volume_in_every_shape(
    shape: Shape, rate: int, seconds: int, seed: int
) -> None:
    found = list(arrivals(shape, rate, seconds, seed, Spacing.CONSTANT))
    assert len(found) == rate * seconds


@given(shapes, st.integers(0, 10_000))
def test_random_spacing_gives_the_mean_rate_within_five_standard_deviations(
    shape: Shape, seed: int
) -> None:
    volume = 2000
    count = sum(1 for _ in arrivals(shape, 100, volume / 100, seed))
    assert abs(count - volume) < 5 * math.sqrt(volume)


@pytest.mark.parametrize("shape", Shape)
def test_a_curve_rises_from_nothing_to_everything(shape: Shape) -> None:
    points = curve(shape)
    assert points[0] == (0, 0)
    assert points[-1] == pytest.approx((1, 1))
    for one, next_ in pairwise(points):
        assert one[0] < next_[0]
        assert one[1] < next_[1]


def test_random_gaps_are_exponential() -> None:
    found = list(arrivals(Shape.STEADY, 1000, 20, 3))
    gaps = [b - a for a, b in pairwise(found)]
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    assert mean == pytest.approx(0.001, rel=0.05)
    assert math.sqrt(variance) == pytest.approx(mean, rel=0.05)


def _count(found: list[float], since: float, until: float) -> int:
    return sum(since <= one < until for one in found)


def test_a_day_has_a_quiet_night_and_a_busy_noon() -> None:
    found = list(arrivals(Shape.DAILY, 100, 240, 0, Spacing.CONSTANT))
    night = _count(found, 0, 10) / 10
    noon = _count(found, 115, 125) / 10
    assert night == pytest.approx(20, rel=0.1)
    assert noon == pytest.approx(180, rel=0.1)


def test_half_of_all_requests_come_in_bursts_of_a_tenth_of_the_time() -> None:
    found = list(arrivals(Shape.BURST, 100, 100, 0, Spacing.CONSTANT))
    in_bursts = sum(_count(found, end - 2, end) for end in (20, 40, 60, 80, 100))
    assert in_bursts == pytest.approx(len(found) / 2, rel=0.01)
