"""Small simulations, seeded; the large ones are in benchmarks/judge."""

from __future__ import annotations

import random
from math import exp
from statistics import mean

import numpy as np
import pytest

from sluice.canary.judge import Evidence, fold
from sluice.canary.judge.band import band
from sluice.canary.judge.series import (
    LIMIT_PRIOR,
    LIVE_PRIOR,
    TIMES_LIMIT,
    TIMES_LIVE,
    Series,
)
from tests.sluice.canary.judge.periods import CRITERIA, counts, period

LIMIT, FLOOR = 0.01, 0.001


def rolled_back(
    rate: float,
    *,
    runs: int,
    requests: int = 600,
    live: int = 5400,
    live_rate: float | None = None,
    concentration: float | None = None,
    minutes: int = 40,
) -> list[int]:
    """Return the minute of each rollback, -1 where there was none."""
    dice = np.random.default_rng(7)

    def draw(size: int, mean_rate: float) -> int:
        if concentration is not None:
            mean_rate = dice.beta(concentration * mean_rate, concentration * (1 - mean_rate))
        return int(dice.binomial(size, mean_rate))

    other = rate if live_rate is None else live_rate
    ends = []
    for _ in range(runs):
        history = [counts(6000, draw(6000, other), 30) for _ in range(60)]
        evidence = Evidence.start(CRITERIA, history)
        end = -1
        for number in range(minutes):
            new, old = counts(requests, draw(requests, rate)), counts(live, draw(live, other))
            evidence = fold(evidence, period(new, old), CRITERIA)
            if evidence.failure is not None:
                end = number
                break
        ends.append(end)
    return ends


@pytest.mark.parametrize("rate", [0.001, 0.0095])
@pytest.mark.parametrize("concentration", [None, 50, 200])
def test_versions_as_good_as_the_live_one_stay(rate: float, concentration: float | None) -> None:
    ends = rolled_back(rate, runs=25, concentration=concentration)
    assert sum(end >= 0 for end in ends) == 0


def test_noise_is_what_makes_the_judge_careful() -> None:
    quiet = mean(rolled_back(0.03, live_rate=0.002, runs=20))
    noisy = [
        end if end >= 0 else 40
        for end in rolled_back(0.03, live_rate=0.002, concentration=50, runs=20)
    ]
    assert quiet < 3 < mean(noisy)


def test_five_percent_at_ten_a_minute_is_found_in_an_hour() -> None:
    ends = rolled_back(0.05, live_rate=0.001, requests=10, live=90, runs=60, minutes=60)
    assert all(end >= 0 for end in ends)


def test_everything_failing_is_found_in_the_first_minute() -> None:
    assert set(rolled_back(1.0, live_rate=0.005, requests=15, runs=20)) == {0}


def test_the_e_value_of_the_limit_itself_averages_at_most_one() -> None:
    dice = random.Random(3)
    values = []
    for _ in range(1000):
        series = Series()
        for _ in range(5):
            bad = sum(dice.random() < LIMIT for _ in range(30))
            series = series.after((bad, 30), None, LIMIT, FLOOR)
        values.append(exp(series.absolute_evidence()))
    assert mean(values) < 1


def test_the_band_holds_the_truth_at_all_times() -> None:
    dice = np.random.default_rng(5)
    outside = 0
    for _ in range(100):
        bad = requests = 0
        for _ in range(60):
            bad += int(dice.binomial(100, 0.02))
            requests += 100
            low, high = band(bad, requests)
            if not low <= 0.02 <= high:
                outside += 1
                break
    assert outside <= 5


def test_the_band_narrows_and_is_wide_without_requests() -> None:
    assert band(0, 0) == (0.0, 1.0)
    widths = [high - low for low, high in (band(2 * n, 100 * n) for n in (1, 10, 100))]
    assert widths == sorted(widths, reverse=True)
    assert band(0, 100)[0] == 0
    assert band(100, 100)[1] == 1


def test_periods_that_resemble_their_neighbours_count_less() -> None:
    waves = [counts(6000, 60 if each // 10 % 2 else 12) for each in range(60)]
    shuffled = waves.copy()
    random.Random(1).shuffle(shuffled)
    persistent = Evidence.start(CRITERIA, waves).errors.noise
    independent = Evidence.start(CRITERIA, shuffled).errors.noise
    assert persistent.discount < 0.4
    assert independent.discount > 0.7


def test_what_chance_alone_makes_of_autocorrelation_costs_nothing() -> None:
    dice = np.random.default_rng(11)
    discounts = []
    for _ in range(200):
        history = [counts(6000, int(dice.binomial(6000, 0.005))) for _ in range(60)]
        discounts.append(Evidence.start(CRITERIA, history).errors.noise.discount)
    assert mean(discounts) > 0.95
    assert max(discounts) == 1


def test_a_live_rate_is_known_worse_where_it_persists() -> None:
    waves = [counts(6000, 60 if each // 10 % 2 else 12) for each in range(60)]
    shuffled = waves.copy()
    random.Random(1).shuffle(shuffled)
    persistent, independent = (
        Evidence.start(CRITERIA, each).errors.noise for each in (waves, shuffled)
    )
    assert persistent.rate == independent.rate
    assert persistent.high_rate > independent.high_rate


def test_small_rises_get_more_of_the_prior_and_all_of_it_is_one() -> None:
    for prior, alternatives in ((LIMIT_PRIOR, len(TIMES_LIMIT) + 1), (LIVE_PRIOR, len(TIMES_LIVE))):
        assert len(prior) == alternatives
        assert sum(map(exp, prior)) == pytest.approx(1)
        assert prior[0] > prior[-1]
