"""The step planner: what the error budget asks for, whatever the traffic."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.canary.judge.limits import SMALLEST_SAMPLE
from sluice.canary.model.plan import Step
from sluice.canary.step_sizing import (
    LARGEST_FACTOR,
    SMALLEST_PERCENT,
    SizedSteps,
    parse_steps,
    size_steps,
)
from sluice.errors import UsageRefused

FIVE = (
    Step(weight_percent=5, bake_seconds=300),
    Step(weight_percent=25, bake_seconds=300, analyse=False),
    Step(weight_percent=100, bake_seconds=300),
)

plans = st.lists(st.integers(1, 1000), min_size=1, max_size=6, unique=True).map(
    lambda tenths: tuple(
        Step(weight_percent=each / 10, bake_seconds=60) for each in sorted({*tenths, 1000})
    )
)
budgets = st.integers(1, 1_000_000)
rates = st.floats(0, 1e7)
periods = st.sampled_from([1 / 60, 0.5, 1.0])


PRODUCTION = tuple(
    Step(weight_percent=weight, bake_seconds=bake)
    for weight, bake in ((1, 600), (5, 600), (25, 900), (50, 900), (100, 900))
)


def _gathered(step: Step, rate: float) -> float:
    return step.weight_percent / 100 * rate * step.bake_seconds / 60


def _enough(steps: tuple[Step, ...], rate: float) -> tuple[Step, ...]:
    found = [step for step in steps[:-1] if _gathered(step, rate) >= SMALLEST_SAMPLE * (1 - 1e-9)]
    return (*found, steps[-1])


def _sized(
    steps: tuple[Step, ...], budget: int, rate: float | None, period: float, notice: float = 0
) -> SizedSteps:
    return size_steps(
        steps,
        max_harmed_requests=budget,
        requests_per_minute=rate,
        period_minutes=period,
        notice_minutes=notice,
    )


@given(plans, budgets, rates, periods, st.floats(0, 3))
def test_a_total_failure_of_the_first_step_stays_within_the_budget_or_there_is_no_smaller_weight(
    steps: tuple[Step, ...], budget: int, rate: float, period: float, notice: float
) -> None:
    first = _sized(steps, budget, rate, period, notice).steps[0]
    harmed = first.weight_percent / 100 * rate * (period + notice)
    assert harmed <= budget + 1e-6 or first.weight_percent == SMALLEST_PERCENT


@given(plans, budgets, rates, periods)
def test_the_engineers_steps_that_gather_enough_requests_are_kept_at_the_end(
    steps: tuple[Step, ...], budget: int, rate: float, period: float
) -> None:
    kept = _enough(steps, rate)
    assert _sized(steps, budget, rate, period).steps[-len(kept) :] == kept


@given(plans, budgets, rates, periods)
def test_each_step_but_the_last_gathers_as_many_requests_as_a_verdict_needs(
    steps: tuple[Step, ...], budget: int, rate: float, period: float
) -> None:
    for step in _sized(steps, budget, rate, period).steps[:-1]:
        assert _gathered(step, rate) >= SMALLEST_SAMPLE * (1 - 1e-9)


@given(plans, budgets, rates, periods)
def test_weights_rise_and_added_ones_grow_by_no_more_than_five_times(
    steps: tuple[Step, ...], budget: int, rate: float, period: float
) -> None:
    found = _sized(steps, budget, rate, period).steps
    added = len(found) - len(_enough(steps, rate))
    for number, (before, after) in enumerate(pairwise(found)):
        assert before.weight_percent < after.weight_percent
        if number < added:
            assert after.weight_percent <= before.weight_percent * LARGEST_FACTOR + 1e-9


@given(plans, budgets, rates, periods)
def test_added_weights_are_tenths_and_judged(
    steps: tuple[Step, ...], budget: int, rate: float, period: float
) -> None:
    found = _sized(steps, budget, rate, period).steps
    for step in found[: len(found) - len(_enough(steps, rate))]:
        assert round(step.weight_percent, 1) == step.weight_percent
        assert step.analyse
        assert step.bake_seconds >= period * 60


@given(plans, budgets, rates, periods)
def test_no_step_is_added_without_need(
    steps: tuple[Step, ...], budget: int, rate: float, period: float
) -> None:
    found, kept = _sized(steps, budget, rate, period).steps, _enough(steps, rate)
    if kept[0].weight_percent / 100 * rate * period <= budget * (1 - 1e-9):
        assert found == kept
    elif found != kept:
        # A tenth more than the smallest added one would be over the budget.
        assert (found[0].weight_percent + 0.1) / 100 * rate * period > budget * (1 - 1e-9)


@given(plans, budgets, periods)
def test_without_traffic_all_of_it_is_the_only_step(
    steps: tuple[Step, ...], budget: int, period: float
) -> None:
    assert _sized(steps, budget, 0, period).steps == steps[-1:]


@given(plans, budgets, periods)
def test_unknown_traffic_leaves_the_steps_as_they_are_and_says_so(
    steps: tuple[Step, ...], budget: int, period: float
) -> None:
    found = _sized(steps, budget, None, period)
    assert found.steps == steps
    assert "the traffic is not known" in found.sentence


def test_the_sentence_says_which_steps_are_left_out_and_why() -> None:
    one, two = (_sized(PRODUCTION, 100, rate, 1.0, 1.25) for rate in (60, 10))
    assert one.steps == PRODUCTION[1:]
    assert one.sentence == (
        "starts at 5 %: a total failure harms about 7 requests until it is noticed, of the 100 "
        "that the error budget allows, at 60 a minute; 1 % is left out: at 60 a minute fewer "
        "than the 20 requests that a verdict needs would reach the new version meanwhile"
    )
    assert two.steps == PRODUCTION[2:]
    assert "; 1 % and 5 % are left out: at 10 a minute" in two.sentence
    assert "left out" not in _sized(PRODUCTION, 100, 600, 1.0, 1.25).sentence


def test_a_step_that_nobody_judges_needs_no_requests() -> None:
    steps = (Step(weight_percent=1, bake_seconds=60, analyse=False), *PRODUCTION[1:])
    assert _sized(steps, 100, 60, 1.0).steps == steps


def test_an_added_step_bakes_until_it_has_enough_requests() -> None:
    found = _sized(PRODUCTION[-1:], 1, 60, 1.0, 1.25).steps
    assert found[0].weight_percent == 0.7
    assert found[0].bake_seconds == pytest.approx(60 * 20 / 0.42)


def test_a_busy_service_starts_lower_and_the_sentence_says_with_which_harm() -> None:
    found = _sized(FIVE, 100, 6000, 1.0, 1.25)
    assert [step.weight_percent for step in found.steps] == [0.7, 1.9, 5, 25, 100]
    assert found.sentence == (
        "starts at 0.7 %, not 5 %: a total failure harms about 95 requests until it is "
        "noticed, of the 100 that the error budget allows, at 6,000 a minute"
    )


def test_where_even_the_smallest_weight_is_too_much_the_sentence_says_so() -> None:
    found = _sized(FIVE, 1, 60_000, 1.0)
    assert found.steps[0].weight_percent == 0.1
    assert "more than the error budget of 1, at 60,000 a minute: there is no smaller weight" in (
        found.sentence
    )


def test_steps_are_read_from_a_text() -> None:
    assert parse_steps("0.5:60, 10:60,100:120") == (
        Step(weight_percent=0.5, bake_seconds=60),
        Step(weight_percent=10, bake_seconds=60),
        Step(weight_percent=100, bake_seconds=120),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "'' is no step: steps are weight:bake_seconds, such as 1:60,10:60,100:120"),
        ("10", "'10' is no step"),
        ("ten:60,100:60", "'ten:60' is no step"),
        ("10:60,", "'' is no step"),
        ("0:60,100:60", "the weight of '0:60' must be from 0.1 to 100 percent, in tenths"),
        ("0.25:60,100:60", "the weight of '0.25:60' must be from 0.1 to 100 percent, in tenths"),
        ("nan:60,100:60", "the weight of 'nan:60' must be"),
        ("101:60", "the weight of '101:60' must be"),
        ("10:0,100:60", "'10:0' must bake for 1 to 86400 seconds"),
        ("10:nan,100:60", "'10:nan' must bake for 1 to 86400 seconds"),
        ("10:60,5:60,100:60", "5 % comes after 10 %: weights must rise from step to step"),
        ("10:60,50:60", "ends at 50 %: the last step must be 100"),
    ],
)
def test_a_text_that_holds_no_steps_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UsageRefused) as refused:
        parse_steps(text)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(("smallest", "first"), [(0.1, 12.1), (0.1, 59.7), (0.8, 99.6)])
def test_where_rounding_would_make_a_factor_too_large_there_is_one_step_more(
    smallest: float, first: float
) -> None:
    steps = (
        Step(weight_percent=first, bake_seconds=60),
        Step(weight_percent=100, bake_seconds=60),
    )
    # A budget that is just the smallest weight's share of 1,000,000 requests.
    found = _sized(steps, round(smallest * 10_000), 1e6, 1.0).steps
    assert found[0].weight_percent == smallest
    for before, after in pairwise(found[: len(found) - 1]):
        assert after.weight_percent <= before.weight_percent * LARGEST_FACTOR + 1e-9
