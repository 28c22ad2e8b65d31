from __future__ import annotations

import math
from random import Random
from statistics import fmean, pvariance

import pytest

from simulator.random_counts import binomial, poisson

DRAWS = 4000


@pytest.mark.parametrize("mean", [0.5, 5.0, 29.0, 31.0, 1000.0])
def test_arrivals_have_the_mean_and_variance_of_a_poisson_process(mean: float) -> None:
    random = Random(7)
    found = [poisson(random, mean) for _ in range(DRAWS)]
    assert fmean(found) == pytest.approx(mean, abs=5 * math.sqrt(mean / DRAWS))
    assert pvariance(found) == pytest.approx(mean, rel=0.15)


@pytest.mark.parametrize(
    ("of", "probability"), [(10, 0.05), (600, 0.001), (600, 0.05), (600, 0.5), (50, 0.9)]
)
def test_hits_have_the_mean_and_variance_of_a_binomial(of: int, probability: float) -> None:
    random = Random(7)
    found = [binomial(random, of, probability) for _ in range(DRAWS)]
    mean = of * probability
    assert fmean(found) == pytest.approx(mean, abs=5 * math.sqrt(mean / DRAWS))
    assert pvariance(found) == pytest.approx(mean * (1 - probability), rel=0.15)
    assert all(0 <= hits <= of for hits in found)


def test_nothing_comes_of_nothing_and_all_of_certainty() -> None:
    random = Random(7)
    assert (poisson(random, 0), binomial(random, 0, 0.5), binomial(random, 9, 0)) == (0, 0, 0)
    assert binomial(random, 9, 1) == 9
