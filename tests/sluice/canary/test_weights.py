from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.canary.model.actions import SetWeights
from sluice.canary.weights import percent_of, weights_for

if TYPE_CHECKING:
    from sluice.environment.descriptor import Colour

colours = st.sampled_from(["blue", "green"])


@given(percent=st.floats(0, 100), canary=colours)
def test_both_weights_are_what_a_load_balancer_takes(percent: float, canary: Colour) -> None:
    weights = weights_for(percent, canary)
    assert 0 <= weights.blue <= 999
    assert 0 <= weights.green <= 999
    assert weights.blue + weights.green > 0


@given(tenths=st.integers(0, 1000), canary=colours)
def test_a_tenth_of_a_percent_comes_back_as_it_was(tenths: int, canary: Colour) -> None:
    weights = weights_for(tenths / 10, canary)
    assert percent_of(weights, canary) == pytest.approx(tenths / 10)


@given(one=st.floats(0, 100), other=st.floats(0, 100), canary=colours)
def test_more_percent_is_never_less_traffic(one: float, other: float, canary: Colour) -> None:
    low, high = sorted((one, other))
    shares = [percent_of(weights_for(percent, canary), canary) for percent in (low, high)]
    assert shares[0] <= shares[1]


@given(percent=st.floats(0, 100, exclude_min=True, exclude_max=True), canary=colours)
def test_between_nothing_and_all_both_get_some(percent: float, canary: Colour) -> None:
    weights = weights_for(percent, canary)
    assert weights.blue > 0
    assert weights.green > 0


def test_whole_percents_read_as_percents() -> None:
    assert weights_for(5, "green") == SetWeights(blue=95, green=5)
    assert weights_for(100, "blue") == SetWeights(blue=100, green=0)


def test_a_fraction_is_told_in_thousandths() -> None:
    assert weights_for(0.5, "green") == SetWeights(blue=995, green=5)


@pytest.mark.parametrize("percent", [-1, 100.5, float("nan")])
def test_what_is_no_share_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 100"):
        weights_for(percent, "blue")


def test_where_nobody_gets_anything_the_share_is_zero() -> None:
    assert percent_of(SetWeights(blue=0, green=0), "blue") == 0
