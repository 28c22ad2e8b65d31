"""The decision to go back, until when it can be taken, and how it is done.

ROLLING_BACK: weights first, read back, and only then the new tasks; nothing holds it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.advance.ensure import ensure, key_of, look_again, resend_at, stopped
from sluice.canary.image import named
from sluice.canary.model.actions import SetScalingBounds, UpdateService
from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import Need, Targets, Unread
from sluice.canary.model.reasons import Phase
from sluice.canary.model.release import Failure

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.reasons import FailReason
    from sluice.canary.model.release import Release

_WEIGHTS_BACK = "weights-back"

_LIMIT_SECONDS = 20.0
"""The longest wait before the weights are sent once more: they are never given up."""

FOLLOWED_AFTER = 1 / 4
"""Of a metric period: so long after weights are read back the load balancer follows them all
over. It goes on to send requests by the old ones for some seconds; until then the tasks stay.
"""

_ALERT_AFTER = 4
"""Attempts to set the weights until people are told."""


def can_go_back(release: Release) -> bool:
    """Return whether the version from before still has its tasks, and is not gone back to."""
    if release.phase is Phase.RETIRING:
        stop = UpdateService(colour=release.live, desired_count=0)
        return release.intent != stop and key_of(stop) not in release.done
    return release.phase is not Phase.ROLLING_BACK and not release.phase.ended


def fail(draft: Draft, reason: FailReason, sentence: str) -> None:
    """Go back, in this very move: the first thing are the weights."""
    draft.unsend()
    draft.set(failure=Failure(reason=reason, at=draft.now, sentence=sentence))
    draft.tell(EventKind.FAILED, f"{reason}: {sentence}")
    draft.enter(
        Phase.ROLLING_BACK,
        f"Going back to {draft.release.live}: weights first, then the new tasks.",
        hold=None,
        paused=False,
        hurried=False,
        reclaims=False,
    )
    act(draft)


def needs(release: Release, now: float) -> frozenset[Need]:
    """The weights in every tick; who is healthy until they are back, the tasks after that."""
    del now
    if _WEIGHTS_BACK in release.done:
        return frozenset({Need.WEIGHTS, Need.SCALING, Need.SERVICES})
    return frozenset({Need.WEIGHTS, Need.LIVE_TARGETS, Need.TARGETS})


def act(draft: Draft) -> None:
    """Set the weights from before, and stop the new tasks."""
    if not _weights_are_back(draft):
        return
    followed_at = draft.release.weights_since + draft.release.plan.period_seconds * FOLLOWED_AFTER
    if draft.now < followed_at:
        draft.wake_at(followed_at)
        return
    _stop_tasks(draft)


def _weights_are_back(draft: Draft) -> bool:
    release, seen = draft.release, draft.seen.weights
    before = release.live_weights
    if seen is None:
        draft.wake_in(0)
        return False
    if not isinstance(seen, Unread) and seen.weights == before:
        _note(draft)
        return True
    # Another driver's last write may land late: then all of it is done once more.
    draft.set(done=())
    pending = release.intent == before
    if pending and release.attempts >= _ALERT_AFTER:
        draft.alert(
            "weights-do-not-come-back",
            f"{release.environment}: the weights do not come back",
            f"Release {release.id} goes back to {release.live}, but after {release.attempts} "
            f"attempts the rule is not seen at {wording.weights(before)}. It goes on trying. "
            "Set the weights of the listener rule by hand.",
        )
    if pending and draft.now < resend_at(draft, limit=_LIMIT_SECONDS):
        look_again(draft)
        return False
    if not _may_go_to_live(draft):
        return False
    draft.send(before, again=pending, sentence=wording.action(before))
    return False


def _note(draft: Draft) -> None:
    release = draft.release
    if release.intent == release.live_weights:
        draft.read_back(wording.weights(release.live_weights))
    if _WEIGHTS_BACK in draft.release.done:
        return
    draft.set(done=(_WEIGHTS_BACK,), weights=release.live_weights, weights_since=draft.now)
    failure = release.failure
    took = wording.seconds(draft.now - (failure.at if failure else draft.now))
    moved = release.weights != release.live_weights or release.intent is not None
    what = "Traffic is back" if moved else "No traffic was moved"
    draft.tell(
        EventKind.COMMITTED,
        f"{what}: {wording.weights(release.live_weights)}, seen {took} after the decision.",
    )
    why = f"{failure.reason}: {failure.sentence}" if failure else ""
    draft.alert(
        "rolled-back",
        f"{release.environment}: release of {release.service} rolled back",
        f"Release {release.id} ({named(release.image)}) went back to {release.live} "
        f"{took} after the decision. {why}",
    )


def _may_go_to_live(draft: Draft) -> bool:
    """Return whether traffic would find somebody there; who serves most is taken to be there."""
    release, seen = draft.release, draft.seen
    live, canary, weights = seen.live_targets, seen.targets, seen.weights
    if live is None:
        serving = not isinstance(weights, Unread | None) and weights.weights.of(release.live) > 0
        if serving:
            return True
        draft.wake_in(0)
        return False
    if not isinstance(live, Targets) or live.healthy > 0:
        return True
    if not isinstance(canary, Targets) or canary.healthy == 0:
        return True
    draft.alert(
        "live-unhealthy",
        f"{release.environment}: {release.live} has no healthy target to go back to",
        f"Release {release.id} should go back to {release.live}, which has 0 of {live.total} "
        f"targets healthy; {release.canary} has {canary.healthy}. Traffic stays there until "
        f"{release.live} is healthy. Look at its tasks now.",
    )
    return False


def _stop_tasks(draft: Draft) -> None:
    release = draft.release
    bounds = SetScalingBounds(colour=release.canary, min_count=0, max_count=release.max_count)
    update = UpdateService(
        colour=release.canary,
        desired_count=0,
        task_definition_arn=release.previous_task_definition_arn or None,
    )
    if not _live_is_kept(draft) or not ensure(draft, bounds) or not ensure(draft, update):
        return
    if not stopped(draft, release.canary):
        draft.wake_in(release.plan.poll_seconds)
        return
    draft.end(
        Phase.ROLLED_BACK,
        f"Rolled back: {release.live} serves alone, as before.",
    )


def _live_is_kept(draft: Draft) -> bool:
    """Undo what RETIRING may have begun: autoscaling must not shrink live to nothing."""
    release, scaling = draft.release, draft.seen.scaling
    if scaling is None or isinstance(scaling, Unread) or release.live not in scaling:
        return True
    if scaling[release.live].min_count >= min(release.min_count, 1):
        return True
    usual = SetScalingBounds(
        colour=release.live, min_count=release.min_count, max_count=release.max_count
    )
    return ensure(draft, usual)
