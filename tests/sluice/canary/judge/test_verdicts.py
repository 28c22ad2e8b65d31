from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sluice.canary.judge import Evidence, fold, judge
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.plan import Criteria
from sluice.canary.model.reasons import FailReason, HoldReason, Verdict
from tests.sluice.canary.judge.periods import CRITERIA, after, counts, period, steady

numbers = st.integers(min_value=-5, max_value=200_000)
raw = st.builds(Counts, requests=numbers, errors=numbers, slow=numbers)
sound = st.builds(
    lambda requests, errors, slow: counts(requests, int(errors * requests), int(slow * requests)),
    st.integers(0, 100_000),
    st.floats(0, 1),
    st.floats(0, 1),
)
sides = st.one_of(raw, sound, st.sampled_from(Gap))
periods = st.builds(
    Period,
    start=st.just(0),
    canary=sides,
    live=sides,
    weight_percent=st.one_of(st.none(), st.floats(0.1, 100)),
)


@given(st.lists(periods, max_size=12), st.lists(raw, max_size=5))
@settings(max_examples=150, deadline=None)
def test_no_counts_whatever_raise_or_leave_a_verdict_without_numbers(
    given_periods: list[Period], history: list[Counts]
) -> None:
    evidence = Evidence.start(CRITERIA, history)
    for each in given_periods:
        evidence = fold(evidence, each, CRITERIA)
        judgement = judge(evidence, CRITERIA)
        assert judgement.sentence.endswith(".")
        for test in judgement.tests:
            assert abs(test.evidence) < float("inf")
            assert 0 <= test.low <= test.estimate <= test.high <= 100


@given(st.lists(periods, min_size=1, max_size=8), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_evidence_that_was_written_to_json_goes_on_identically(
    given_periods: list[Period], cut: int
) -> None:
    whole = after(given_periods)
    first = after(given_periods[:cut])
    restored = Evidence.model_validate_json(first.model_dump_json())
    assert restored == first
    assert after(given_periods[cut:], restored) == whole


@given(st.lists(periods, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_looking_more_often_changes_nothing(given_periods: list[Period]) -> None:
    looked = Evidence.start(CRITERIA)
    for each in given_periods:
        looked = fold(looked, each, CRITERIA)
        judge(looked, CRITERIA)
    assert judge(looked, CRITERIA) == judge(after(given_periods), CRITERIA)


@given(st.lists(periods, max_size=6), st.sampled_from(Gap), st.one_of(sound, st.just(Gap.PARTIAL)))
@settings(max_examples=100, deadline=None)
def test_a_newest_period_without_the_canarys_counts_never_passes(
    before: list[Period], gap: Gap, live: Counts | Gap
) -> None:
    evidence = after([*before, period(gap, live)])
    assert judge(evidence, CRITERIA).verdict is not Verdict.PASS


@given(st.lists(periods, min_size=1, max_size=6), st.lists(periods, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_failure_stays_with_its_first_sentence(before: list[Period], later: list[Period]) -> None:
    bad = period(counts(1000, 900))
    failed = after([*before, *[bad] * 12])
    first = judge(failed, CRITERIA)
    assert first.verdict is Verdict.FAIL
    last = judge(after(later, failed), CRITERIA)
    assert (last.verdict, last.fail, last.sentence) == (first.verdict, first.fail, first.sentence)


@given(st.integers(100, 50_000), st.floats(0.02, 0.5), st.floats(4, 50), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_four_times_as_many_errors_fail_a_period_later_at_most(
    requests: int, rate: float, times: float, periods: int
) -> None:
    few = int(rate * requests)
    assume(after([period(counts(requests, few))] * periods).failure is not None)
    # A period later at most: the alternatives are a grid, and a rate between two of them is
    # explained a little worse than one that is on it.
    many = period(counts(requests, min(requests, int(times * few))))
    assert after([many] * (periods + 1)).failure is not None


def test_a_version_that_turns_bad_after_an_hour_fails_in_that_minute() -> None:
    good = period(counts(20_000, 100), counts(20_000, 100))
    hour = after([good] * 60, steady())
    assert judge(hour, CRITERIA).verdict is Verdict.PASS
    judgement = judge(after([period(counts(20_000, 3000), counts(20_000, 100))], hour), CRITERIA)
    assert judgement.fail is FailReason.ERRORS
    assert "0.7 % of 1,220,000 requests to the new version failed, 7.8 % lately" in (
        judgement.sentence
    )


def test_a_size_that_does_not_grow() -> None:
    short = after([period(counts(5000, 10, 20), counts(90_000, 100, 400), 5)] * 10)
    long = after([period(counts(5000, 10, 20), counts(90_000, 100, 400), 5)] * 500)
    assert len(long.model_dump_json()) < len(short.model_dump_json()) + 600 < 8000


def test_an_evident_catastrophe_fails_in_its_first_minute() -> None:
    judgement = judge(after([period(counts(12, 12))], steady()), CRITERIA)
    assert judgement.fail is FailReason.ERRORS
    assert judgement.sentence == (
        "100 % of 12 requests to the new version failed (live: 0 % of 1,000); the limit is 1 %; "
        "odds of chance below 1 in 1,000,000."
    )


def test_a_small_rise_that_is_still_within_the_limit_fails_against_the_live_version() -> None:
    minutes = [period(counts(2000, 6), counts(2000, 2)) for _ in range(40)]
    judgement = judge(after(minutes, steady(errors=1)), CRITERIA)
    assert judgement.fail is FailReason.ERRORS
    assert "more than the live version's" in judgement.sentence


def test_a_tripling_that_is_too_small_to_matter_passes() -> None:
    minutes = [
        period(counts(30_000, 1 if each % 2 else 0), counts(30_000, 1 if each % 6 == 0 else 0))
        for each in range(60)
    ]
    assert judge(after(minutes, steady(errors=1)), CRITERIA).verdict is Verdict.PASS


def test_a_shared_incident_does_not_fail_the_new_version() -> None:
    calm = period(counts(6000, 12), counts(54_000, 108))
    incident = period(counts(6000, 1200), counts(54_000, 10_800))
    evidence = after([calm] * 10 + [incident] * 3 + [calm] * 5, steady())
    assert judge(evidence, CRITERIA).verdict is Verdict.PASS


def test_a_live_version_that_is_bad_itself_does_not_excuse_the_new_one() -> None:
    bad = period(counts(600, 30), counts(5400, 270))
    judgement = judge(after([bad] * 4, steady(errors=50)), CRITERIA)
    assert judgement.fail is FailReason.ERRORS
    assert "the live version is beyond the limit as well" in judgement.sentence


def test_a_slow_version_fails_after_warm_up() -> None:
    slow = period(counts(600, 0, 200), counts(5400, 0, 30))
    warm = after([slow] * 2, steady())
    assert judge(warm, CRITERIA).hold is HoldReason.WARM_UP
    judgement = judge(after([slow] * 3, warm), CRITERIA)
    assert judgement.fail is FailReason.SLOW
    assert "took longer than 500 ms" in judgement.sentence


def test_slowness_of_the_first_periods_alone_is_forgiven() -> None:
    cold = period(counts(600, 0, 200), counts(5400, 0, 30))
    fine = period(counts(600, 0, 3), counts(5400, 0, 30))
    assert judge(after([cold] * 2 + [fine] * 6, steady()), CRITERIA).verdict is Verdict.PASS


def test_hopeless_slowness_fails_during_warm_up() -> None:
    judgement = judge(after([period(counts(40, 0, 20))]), CRITERIA)
    assert judgement.fail is FailReason.SLOW
    assert judge(after([period(counts(19, 0, 19))]), CRITERIA).verdict is Verdict.HOLD


def test_errors_count_from_the_first_request() -> None:
    judgement = judge(after([period(counts(500, 60))] * 2, steady()), CRITERIA)
    assert judgement.fail is FailReason.ERRORS


def test_too_few_requests_hold_with_their_number() -> None:
    judgement = judge(after([period(counts(4))] * 4), CRITERIA)
    assert judgement.hold is HoldReason.NO_TRAFFIC
    assert "Only 16 requests" in judgement.sentence
    assert judge(after([period(counts(4))] * 5), CRITERIA).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "wrong", [counts(10, 11), counts(-1), counts(10, -1), counts(10, 0, 11), counts(10, 0, -2)]
)
def test_contradictory_counts_are_partial_data(wrong: Counts) -> None:
    judgement = judge(after([period(counts(1000))] * 5 + [period(wrong)]), CRITERIA)
    assert judgement.hold is HoldReason.PARTIAL
    judgement = judge(after([period(counts(1000))] * 5 + [period(counts(1000), wrong)]), CRITERIA)
    assert judgement.hold is HoldReason.PARTIAL
    assert "live version has metrics that are incomplete" in judgement.sentence


@pytest.mark.parametrize("gap", list(Gap))
def test_a_gap_holds_until_the_next_period(gap: Gap) -> None:
    evidence = after([period(counts(1000))] * 5 + [period(gap)])
    assert judge(evidence, CRITERIA).hold == HoldReason(gap.value)
    assert judge(after([period(counts(1000))], evidence), CRITERIA).verdict is Verdict.PASS


def test_a_live_version_without_requests_is_as_it_should_be_at_100_percent() -> None:
    minutes = [period(counts(1000), Gap.NO_TRAFFIC, 100)] * 5
    assert judge(after(minutes), CRITERIA).verdict is Verdict.PASS


def test_live_metrics_that_are_late_hold() -> None:
    minutes = [period(counts(1000))] * 5 + [period(counts(1000), Gap.METRICS_LATE)]
    assert judge(after(minutes), CRITERIA).hold is HoldReason.METRICS_LATE


def test_the_four_tests_spend_no_more_than_the_budget() -> None:
    from math import exp

    tests = judge(after([period(counts(1000))] * 3), CRITERIA).tests
    assert [each.name for each in tests] == [
        "errors, absolute",
        "errors, relative",
        "slowness, absolute",
        "slowness, relative",
    ]
    spent = 100 * sum(exp(-each.threshold) for each in tests)
    assert spent <= CRITERIA.false_rollback_percent
    tight = judge(after([period(counts(1000))]), Criteria(false_rollback_percent=0.1)).tests
    assert tight[0].threshold > tests[0].threshold
