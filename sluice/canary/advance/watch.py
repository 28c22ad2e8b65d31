"""Looks at a release that has, or is about to have, traffic: what forbids to go forward?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import alarms, metrics, wording
from sluice.canary.advance.ensure import cannot_see, resend_at
from sluice.canary.advance.rolling_back import fail
from sluice.canary.model.observation import Need, Unread
from sluice.canary.model.reasons import FailReason, HoldReason
from sluice.canary.weights import percent_of

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Release

EVERYTHING = frozenset({Need.WEIGHTS, Need.TARGETS, Need.METRICS, Need.ALARMS})
"""Four reads: what a minute of baking may cost."""

_BLOCKS_RECLAIM = {HoldReason.UNHEALTHY, HoldReason.ALARM, HoldReason.AWS_UNREADABLE}
"""Gaps in the metrics do not: where somebody took all traffic away, they are what follows."""


def needs(release: Release, now: float) -> frozenset[Need]:
    """Everything; right after our own write the weights alone, since they are read back."""
    fresh = release.intent is not None and release.attempts == 1
    if fresh and now < release.intent_at + 1:
        return frozenset({Need.WEIGHTS})
    if release.brings_back:
        return frozenset({Need.WEIGHTS, Need.TARGETS})
    return EVERYTHING


def watch(draft: Draft) -> bool:
    """Take in all that was looked at; False where that decided the move.

    What forbids to go forward is in `draft.waits` then, without having decided anything.
    """
    _weights(draft)
    if not _targets(draft):
        return False
    if draft.release.brings_back:
        return _reclaimed(draft)
    return alarms.take_in(draft) and metrics.take_in(draft) and _reclaimed(draft)


def all_seen(draft: Draft) -> bool:
    """Return whether everything that could forbid to go on was looked at in this tick."""
    seen = draft.seen
    if seen.weights is None or seen.targets is None:
        return False
    return draft.release.brings_back or not (seen.metrics is None or seen.alarms is None)


def foreign(draft: Draft) -> bool:
    """Return whether the weights are seen to be neither ours nor what we are about to set."""
    seen, release = draft.seen.weights, draft.release
    if seen is None or isinstance(seen, Unread):
        return False
    return seen.weights not in (release.weights, release.intent)


def wait_for_resume(draft: Draft) -> None:
    """Hold, since the weights are not ours."""
    seen = draft.seen.weights
    there = "" if seen is None or isinstance(seen, Unread) else wording.weights(seen.weights)
    draft.wait(
        HoldReason.FOREIGN_WRITE,
        f"The rule says {there}, the release had set {wording.weights(draft.release.weights)}.",
    )


def _weights(draft: Draft) -> None:
    seen, release = draft.seen.weights, draft.release
    if seen is None:
        return
    if isinstance(seen, Unread):
        cannot_see(draft, "the weights", seen.why)
        return
    if seen.weights == release.weights and release.intent == release.weights:
        draft.read_back(wording.weights(release.weights))
        draft.set(reclaims=False, weights_since=draft.now)
    elif foreign(draft):
        wait_for_resume(draft)
    elif release.reclaims and release.intent is None:
        draft.set(reclaims=False)


def _targets(draft: Draft) -> bool:
    seen, release = draft.seen.targets, draft.release
    if seen is None:
        return True
    if isinstance(seen, Unread):
        cannot_see(draft, f"the targets of {release.canary}", seen.why)
        return True
    if seen.healthy == 0 and _has_traffic(draft):
        fail(
            draft,
            FailReason.TASKS_FAILED,
            f"{release.canary} gets traffic and has 0 of {seen.total} targets healthy.",
        )
        return False
    if seen.healthy < release.desired_count:
        draft.wait(
            HoldReason.UNHEALTHY,
            f"{release.canary} has {seen.healthy} healthy targets of "
            f"{release.desired_count} that it must have.",
        )
    return True


def _has_traffic(draft: Draft) -> bool:
    seen, release = draft.seen.weights, draft.release
    weights = release.weights if seen is None or isinstance(seen, Unread) else seen.weights
    return weights.of(release.canary) > 0


def _reclaimed(draft: Draft) -> bool:
    """Set our weights again where a person asked for it; False where that is this move."""
    release, seen = draft.release, draft.seen.weights
    ours = release.weights
    if not release.reclaims or release.paused or seen is None or isinstance(seen, Unread):
        return True
    if not foreign(draft) and release.intent != ours:
        return True
    canary = release.canary
    raises = percent_of(ours, canary) > percent_of(seen.weights, canary)
    blocked = any(reason in _BLOCKS_RECLAIM for reason, _ in draft.waits)
    if raises and (blocked or not all_seen(draft)):
        return True
    if release.intent == ours and draft.now < resend_at(draft):
        return True
    draft.send(ours, again=release.intent == ours, sentence=wording.action(ours))
    return False
