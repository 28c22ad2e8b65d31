"""From the evidence to a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.judge import limits, wording
from sluice.canary.judge.band import band
from sluice.canary.judge.evidence import Judgement, TestResult
from sluice.canary.model.counts import Gap
from sluice.canary.model.reasons import HoldReason, Verdict

if TYPE_CHECKING:
    from sluice.canary.judge.evidence import Evidence
    from sluice.canary.judge.series import Series
    from sluice.canary.model.plan import Criteria

_GAPS = {
    Gap.NO_TRAFFIC: (HoldReason.NO_TRAFFIC, "had no request"),
    Gap.METRICS_LATE: (HoldReason.METRICS_LATE, "has no metrics yet"),
    Gap.PARTIAL: (HoldReason.PARTIAL, "has metrics that are incomplete or contradictory"),
}


def judge(evidence: Evidence, criteria: Criteria) -> Judgement:
    """Return the verdict on what has been folded so far; FAIL stays FAIL."""
    tests = _tests(evidence, criteria)
    if evidence.failure is not None:
        return Judgement(
            verdict=Verdict.FAIL,
            sentence=evidence.failure.sentence,
            fail=evidence.failure.reason,
            tests=tests,
        )
    hold = _hold(evidence, criteria)
    if hold is not None:
        return Judgement(verdict=Verdict.HOLD, sentence=hold[1], hold=hold[0], tests=tests)
    return Judgement(verdict=Verdict.PASS, sentence=wording.good(evidence, criteria), tests=tests)


def _hold(evidence: Evidence, criteria: Criteria) -> tuple[HoldReason, str] | None:
    if evidence.gap is not None:
        reason, what = _GAPS[evidence.gap]
        who = "live" if evidence.gap_of_live else "new"
        seen = f"{evidence.errors.requests:,} requests to the new version were judged so far"
        return reason, f"In the newest metric period the {who} version {what}; {seen}."
    if evidence.errors.requests < limits.SMALLEST_SAMPLE:
        return HoldReason.NO_TRAFFIC, wording.too_few(evidence)
    if evidence.judged <= criteria.warm_up_periods:
        return HoldReason.WARM_UP, wording.warming_up(evidence, criteria)
    if evidence.share.mismatch:
        return HoldReason.SHARE_MISMATCH, wording.wrong_share(evidence)
    return None


def _tests(evidence: Evidence, criteria: Criteria) -> tuple[TestResult, ...]:
    return (
        *_both(
            "errors",
            evidence.errors,
            limits.error_threshold(criteria),
            100 * limits.error_limit(criteria),
        ),
        *_both(
            "slowness",
            evidence.slow,
            limits.slow_threshold(criteria),
            100 * limits.slow_limit(criteria),
        ),
    )


def _both(
    name: str, series: Series, threshold: float, limit: float
) -> tuple[TestResult, TestResult]:
    discount = series.noise.discount
    low, high = band(discount * series.sure_bad, discount * series.sure_requests)
    estimate = series.bad / series.requests if series.requests else 0.0
    absolute = TestResult(
        name=f"{name}, absolute",
        evidence=series.absolute_evidence(),
        threshold=threshold,
        estimate=100 * estimate,
        low=100 * min(low, estimate),
        high=100 * max(high, estimate),
        limit=limit,
    )
    live = series.live_bad / series.live_requests if series.live_requests else series.noise.rate
    relative = absolute.model_copy(
        update={
            "name": f"{name}, relative",
            "evidence": series.relative_evidence(),
            "limit": 100 * live,
        }
    )
    return absolute, relative
