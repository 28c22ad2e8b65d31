from __future__ import annotations

import pytest

from sluice.canary.judge import judge
from sluice.canary.model.counts import Gap, Period
from sluice.canary.model.reasons import HoldReason, Verdict
from tests.sluice.canary.judge.periods import CRITERIA, after, counts, period


def minute(new: int, live: int, weight: float | None) -> Period:
    return period(counts(new), counts(live), weight)


@pytest.mark.parametrize(("new", "weight"), [(200, 10.0), (30, 10.0), (900, 50.0), (50, 1.0)])
def test_requests_that_do_not_follow_the_weight_hold(new: int, weight: float) -> None:
    judgement = judge(after([minute(new, 1000 - new, weight)] * 10), CRITERIA)
    assert judgement.hold is HoldReason.SHARE_MISMATCH
    assert "its weight is" in judgement.sentence


@pytest.mark.parametrize(("new", "weight"), [(100, 10.0), (112, 10.0), (500, 50.0), (20, 1.0)])
def test_a_share_that_fits_or_nearly_fits_passes(new: int, weight: float) -> None:
    assert judge(after([minute(new, 1000 - new, weight)] * 60), CRITERIA).verdict is Verdict.PASS


def test_it_recovers_when_the_share_fits_again() -> None:
    wrong = after([minute(300, 700, 10)] * 30)
    assert judge(wrong, CRITERIA).hold is HoldReason.SHARE_MISMATCH
    assert judge(after([minute(100, 900, 10)] * 5, wrong), CRITERIA).verdict is Verdict.PASS


def test_an_old_mismatch_does_not_make_it_touchy() -> None:
    settled = after([minute(300, 700, 10)] * 30 + [minute(100, 900, 10)] * 10)
    few = after([minute(5, 15, 10)] * 5, settled)
    assert few.share.percent > 15
    assert judge(few, CRITERIA).verdict is Verdict.PASS


def test_one_period_after_a_change_of_weight_is_not_enough() -> None:
    settled = after([minute(50, 950, 5)] * 10)
    first = after([minute(70, 930, 25)], settled)
    assert judge(first, CRITERIA).verdict is Verdict.PASS
    assert judge(after([minute(250, 750, 25)] * 2, first), CRITERIA).verdict is Verdict.PASS
    second = after([minute(70, 930, 25)], first)
    assert judge(second, CRITERIA).hold is HoldReason.SHARE_MISMATCH


def test_a_period_in_which_the_weight_changed_says_nothing() -> None:
    assert judge(after([minute(300, 700, None)] * 30), CRITERIA).verdict is Verdict.PASS


def test_100_percent_with_requests_still_at_the_live_version_holds() -> None:
    judgement = judge(after([minute(300, 700, 100)] * 10), CRITERIA)
    assert judgement.hold is HoldReason.SHARE_MISMATCH


def test_late_metrics_of_the_live_version_are_no_mismatch() -> None:
    evidence = after([period(counts(100), Gap.METRICS_LATE, 10)] * 10)
    assert judge(evidence, CRITERIA).hold is HoldReason.METRICS_LATE
    assert not evidence.share.mismatch
