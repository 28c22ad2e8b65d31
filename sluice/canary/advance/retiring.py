"""What follows once all traffic is on the new version.

DRAINING: the old tasks wait, in case. RETIRING: they are stopped, and the release ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance.baking import wake_for_metrics
from sluice.canary.advance.ensure import cannot_see, ensure, ensure_once, stopped
from sluice.canary.advance.rolling_back import can_go_back
from sluice.canary.advance.timing import elapsed
from sluice.canary.advance.watch import all_seen, foreign, wait_for_resume, watch
from sluice.canary.advance.watch import needs as drain_needs
from sluice.canary.image import named
from sluice.canary.model.actions import SetScalingBounds, UpdateService
from sluice.canary.model.observation import Need, RuleWeights, Unread
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Release

__all__ = ["drain", "drain_needs", "retire", "retire_needs"]


def drain(draft: Draft) -> None:
    """Stop the old tasks once they have waited long enough; until then a failure goes back."""
    if not watch(draft):
        return
    release = draft.release
    over = elapsed(draft) >= release.plan.drain_seconds
    if draft.waits or release.paused or not all_seen(draft) or not over:
        end = release.phase_since + release.held_seconds + release.plan.drain_seconds
        wake_for_metrics(draft, until=end)
        return
    draft.enter(Phase.RETIRING, f"Stopping the tasks of {release.live}.")
    retire(draft)


def retire_needs(release: Release, now: float) -> frozenset[Need]:
    """The tasks, their bounds, and the weights: nobody is sent to tasks that stop."""
    del release, now
    return frozenset({Need.SCALING, Need.SERVICES, Need.WEIGHTS})


def retire(draft: Draft) -> None:
    """Lower the old colour's bounds, stop its tasks, and let the new one shrink again."""
    release = draft.release
    if can_go_back(release) and not _nobody_is_sent_there(draft):
        return
    lowered = SetScalingBounds(colour=release.live, min_count=0, max_count=release.max_count)
    stop = UpdateService(colour=release.live, desired_count=0)
    usual = SetScalingBounds(
        colour=release.canary, min_count=release.min_count, max_count=release.max_count
    )
    if not ensure_once(draft, lowered) or not ensure_once(draft, stop) or not _still_ours(draft):
        return
    if release.min_count < release.desired_count and not ensure_once(draft, usual):
        return
    if not stopped(draft, release.live):
        draft.wake_in(release.plan.poll_seconds)
        return
    draft.end(
        Phase.PROMOTED,
        f"Promoted: {release.canary} serves alone with {named(release.image)}.",
    )


def _nobody_is_sent_there(draft: Draft) -> bool:
    """Return whether the weights are still ours, before there is no way back."""
    if not _seen(draft):
        return False
    if foreign(draft):
        live = draft.release.live
        draft.enter(Phase.DRAINING, f"Somebody moved the weights: the tasks of {live} are kept.")
        draft.wake_in(0)
        return False
    return True


def _still_ours(draft: Draft) -> bool:
    """Return whether the weights are ours, when the old tasks are gone or going."""
    if not _seen(draft):
        return False
    if not foreign(draft) or draft.release.reclaims:
        if not ensure(draft, draft.release.weights):
            return False
        draft.set(reclaims=False)
        return True
    wait_for_resume(draft)
    return False


def _seen(draft: Draft) -> bool:
    seen = draft.seen.weights
    if seen is None:
        draft.wake_in(0)
    elif isinstance(seen, Unread):
        cannot_see(draft, "the weights", seen.why)
    return isinstance(seen, RuleWeights)
