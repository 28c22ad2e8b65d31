"""One period after another into the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.judge import limits, wording
from sluice.canary.judge.evidence import Evidence, Failure, usable
from sluice.canary.model.counts import Counts, Gap
from sluice.canary.model.reasons import FailReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sluice.canary.judge.share import Share
    from sluice.canary.model.counts import Period
    from sluice.canary.model.plan import Criteria

    _Sentence = Callable[[Evidence, Criteria, float], str]


def fold(evidence: Evidence, period: Period, criteria: Criteria) -> Evidence:
    """Return the evidence after one more period; periods come in order, each once."""
    new, live = _sound(period.canary), _sound(period.live)
    if isinstance(new, Gap):
        return evidence.model_copy(
            update={"periods": evidence.periods + 1, "gap": new, "gap_of_live": False}
        )
    learnt = _learnt(evidence, new, live, criteria).model_copy(
        update={"share": _share(evidence, new, live, period.weight_percent)}
    )
    if learnt.failure is not None:
        return learnt
    failure = _errors(learnt, criteria) or _slowness(learnt, criteria) or _windows(learnt, criteria)
    return learnt if failure is None else learnt.model_copy(update={"failure": failure})


def _learnt(evidence: Evidence, new: Counts, live: Counts | Gap, criteria: Criteria) -> Evidence:
    warm = evidence.judged < criteria.warm_up_periods
    error_limit, slow_limit = limits.error_limit(criteria), limits.slow_limit(criteria)
    slow, slow_window = evidence.slow, evidence.slow_window
    if not warm:
        slow = slow.after(
            (new.slow, new.requests),
            None if isinstance(live, Gap) else (live.slow, live.requests),
            slow_limit,
            limits.MATERIAL_SLOWNESS * slow_limit,
        )
        slow_window = slow_window.after(new.slow, new.requests, slow_limit)
    # The live version has no requests where the new one has all: that is as it should be.
    gap = live if isinstance(live, Gap) and live is not Gap.NO_TRAFFIC else None
    return Evidence(
        periods=evidence.periods + 1,
        judged=evidence.judged + 1,
        errors=evidence.errors.after(
            (new.errors, new.requests),
            None if isinstance(live, Gap) else (live.errors, live.requests),
            error_limit,
            limits.MATERIAL_ERRORS * error_limit,
        ),
        slow=slow,
        error_window=evidence.error_window.after(new.errors, new.requests, error_limit),
        slow_window=slow_window,
        warm_requests=evidence.warm_requests + warm * new.requests,
        warm_slow=evidence.warm_slow + warm * new.slow,
        share=evidence.share,
        gap=gap,
        gap_of_live=gap is not None,
        failure=evidence.failure,
    )


def _sound(counts: Counts | Gap) -> Counts | Gap:
    """Return what can be counted; contradictory counts are partial data, none are no traffic."""
    if isinstance(counts, Gap):
        return counts
    if not usable(counts):
        return Gap.PARTIAL
    return counts if counts.requests else Gap.NO_TRAFFIC


def _share(evidence: Evidence, new: Counts, live: Counts | Gap, weight: float | None) -> Share:
    if isinstance(live, Gap) and live is not Gap.NO_TRAFFIC:
        return evidence.share
    others = 0 if isinstance(live, Gap) else live.requests
    return evidence.share.after(new.requests, new.requests + others, weight)


def _errors(evidence: Evidence, criteria: Criteria) -> Failure | None:
    tests = (
        (evidence.errors.absolute_evidence(), wording.errors_beyond_limit),
        (evidence.errors.relative_evidence(), wording.errors_beyond_live),
    )
    threshold = limits.error_threshold(criteria)
    return _tested(evidence, criteria, FailReason.ERRORS, threshold, tests)


def _slowness(evidence: Evidence, criteria: Criteria) -> Failure | None:
    seen = evidence.warm_requests
    if seen >= limits.SMALLEST_SAMPLE and evidence.warm_slow >= limits.HOPELESS * seen:
        sentence = wording.slow_from_the_start(evidence, criteria)
        return Failure(reason=FailReason.SLOW, sentence=sentence)
    tests = (
        (evidence.slow.absolute_evidence(), wording.slow_beyond_limit),
        (evidence.slow.relative_evidence(), wording.slow_beyond_live),
    )
    threshold = limits.slow_threshold(criteria)
    return _tested(evidence, criteria, FailReason.SLOW, threshold, tests)


def _tested(
    evidence: Evidence,
    criteria: Criteria,
    reason: FailReason,
    threshold: float,
    tests: Iterable[tuple[float, _Sentence]],
) -> Failure | None:
    """Return the first of the tests that refutes, in its own words."""
    for found, sentence in tests:
        if found >= threshold:
            return Failure(reason=reason, sentence=sentence(evidence, criteria, found))
    return None


def _windows(evidence: Evidence, criteria: Criteria) -> Failure | None:
    if evidence.error_window.beyond(criteria.window_periods, limits.error_limit(criteria)):
        sentence = wording.error_window(evidence, criteria)
        return Failure(reason=FailReason.CRITERIA_WINDOW, sentence=sentence)
    if evidence.slow_window.beyond(criteria.window_periods, limits.slow_limit(criteria)):
        sentence = wording.slow_window(evidence, criteria)
        return Failure(reason=FailReason.CRITERIA_WINDOW, sentence=sentence)
    return None
