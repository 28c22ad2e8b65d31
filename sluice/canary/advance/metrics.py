"""Folds new metric periods into the evidence, and heeds the judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.advance.ensure import cannot_see
from sluice.canary.advance.rolling_back import fail
from sluice.canary.advance.timing import margin_seconds
from sluice.canary.judge import fold, judge
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import RuleWeights, Unread
from sluice.canary.model.reasons import FailReason, HoldReason, Phase, Verdict
from sluice.canary.weights import percent_of

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.counts import Period
    from sluice.canary.model.observation import MetricReading

LATE_AFTER_PERIODS = 3
"""Metrics that could not be read for so long are not only unreadable, they are late."""


def take_in(draft: Draft) -> bool:
    """Fold what is new; False where the judge failed the release."""
    seen = draft.seen.metrics
    if seen is None:
        return True
    if isinstance(seen, Unread):
        _unread(draft, seen)
        return True
    draft.set(clock_skew_seconds=seen.now - draft.now)
    if not exposed(draft):
        return True
    for period in seen.periods:
        # What was folded once is not folded again, whatever the reading holds.
        if period.start >= draft.release.metrics_until and not _fold(draft, period):
            return False
    _heed(draft, seen)
    return True


def next_at(draft: Draft) -> float:
    """Return when the next metric period can be read, by the driver's clock, in seconds."""
    release, plan = draft.release, draft.release.plan
    end = release.metrics_until + plan.period_seconds
    due = end + plan.metric_delay_seconds + margin_seconds(plan)
    return due - release.clock_skew_seconds


def begin(draft: Draft) -> None:
    """Count from the period that is running now: the canary is about to get requests."""
    release = draft.release
    period = release.plan.period_seconds
    now = draft.now + release.clock_skew_seconds
    draft.set(metrics_until=int(now // period * period))


def exposed(draft: Draft) -> bool:
    """Return whether the canary may have had requests: not before its first weight."""
    release, seen = draft.release, draft.seen.weights
    if release.phase is not Phase.SHIFTING or release.step > 0:
        return True
    if release.intent is None:
        return False
    # Whoever takes over may find that the first weight was intended and never set.
    return not isinstance(seen, RuleWeights) or seen.weights.of(release.canary) > 0


def _unread(draft: Draft, seen: Unread) -> None:
    release = draft.release
    late = draft.now - next_at(draft) > LATE_AFTER_PERIODS * release.plan.period_seconds
    if late and exposed(draft):
        since = wording.seconds(draft.now - next_at(draft))
        draft.wait(
            HoldReason.METRICS_LATE,
            f"The metrics should have been read {since} ago: {seen.why}.",
        )
    cannot_see(draft, "the metrics", seen.why)


def _fold(draft: Draft, period: Period) -> bool:
    release = draft.release
    if release.evidence is None:
        return True
    period = period.model_copy(update={"weight_percent": _weight_percent(draft, period)})
    evidence = fold(release.evidence, period, release.plan.criteria)
    judgement = judge(evidence, release.plan.criteria)
    of_step = release.phase is not Phase.SHIFTING and _began_after(
        draft, period, release.step_since
    )
    draft.set(
        evidence=evidence,
        judgement=judgement,
        metrics_until=period.start + release.plan.period_seconds,
        step_periods=release.step_periods + of_step,
    )
    draft.tell(EventKind.JUDGED, judgement.sentence, period=period, judgement=judgement)
    if judgement.verdict is Verdict.FAIL:
        fail(draft, judgement.fail or FailReason.CRITERIA_WINDOW, judgement.sentence)
        return False
    return True


def _heed(draft: Draft, seen: MetricReading) -> None:
    release = draft.release
    if seen.overdue is not None:
        due = wording.seconds(max(0.0, draft.now - next_at(draft)))
        draft.wait(
            HoldReason(seen.overdue.value),
            f"The metric period that was due {due} ago cannot be judged: {seen.overdue}.",
        )
    judgement = release.judgement
    analyse = release.plan.steps[release.step].analyse
    if not analyse or judgement is None or judgement.verdict is not Verdict.HOLD:
        return
    if judgement.hold is HoldReason.NO_TRAFFIC and release.step == 0 and not release.step_periods:
        # The first weight was set late in this period: nobody need have been sent there yet.
        return
    draft.wait(judgement.hold or HoldReason.PARTIAL, judgement.sentence)


def _weight_percent(draft: Draft, period: Period) -> float | None:
    """Return the canary's share of the requests all through a period, if there was one."""
    release, weights = draft.release, draft.seen.weights
    if weights is None or isinstance(weights, Unread) or weights.weights != release.weights:
        return None
    bound = weights.stickiness_seconds
    if not _began_after(draft, period, release.weights_since + bound):
        return None
    if _other_weights_may_have_landed(draft, period):
        return None
    return percent_of(release.weights, release.canary)


def _other_weights_may_have_landed(draft: Draft, period: Period) -> bool:
    """Return whether other weights were on their way before a period was over.

    The rule may still show the old ones: AWS may answer with what was, and who sees the new
    ones may set the old ones again before this driver looks.
    """
    release, plan = draft.release, draft.release.plan
    if not isinstance(release.intent, SetWeights):
        return False
    sent_at = release.intent_at + release.clock_skew_seconds - margin_seconds(plan)
    return period.start + plan.period_seconds > sent_at


def _began_after(draft: Draft, period: Period, since: float) -> bool:
    # AWS's clock is known to a second.
    skew = draft.release.clock_skew_seconds
    return period.start >= since + skew + margin_seconds(draft.release.plan)
