"""SHIFTING: the weights of a step are set and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import metrics, wording
from sluice.canary.advance.ensure import ensure, look_again, resend_at
from sluice.canary.advance.watch import all_seen, foreign, needs, watch
from sluice.canary.model.observation import RuleWeights
from sluice.canary.model.reasons import Phase
from sluice.canary.weights import weights_for

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.actions import SetWeights

__all__ = ["act", "enter", "needs"]


def enter(draft: Draft) -> None:
    """Go to the next step, or to the last one where a person is in a hurry."""
    release = draft.release
    last = len(release.plan.steps) - 1
    step = last if release.hurried else min(release.step + 1, last)
    percent = release.plan.steps[step].weight_percent
    draft.set(step=step)
    draft.enter(
        Phase.SHIFTING,
        f"Step {step + 1} of {last + 1}: {percent:g} % of the requests for {release.canary}.",
    )
    _shift(draft)


def act(draft: Draft) -> None:
    """Set the weights if nothing forbids it, and see that they are in force."""
    if _in_force(draft):
        return
    if watch(draft):
        _shift(draft)


def _shift(draft: Draft) -> None:
    release = draft.release
    weights = _weights_of_step(draft)
    if draft.waits or release.paused:
        draft.wake_in(release.plan.period_seconds / 4)
        return
    pending = release.intent == weights
    if pending and draft.now < resend_at(draft):
        look_again(draft)
        return
    if not all_seen(draft):
        draft.wake_in(0)
        return
    if not metrics.exposed(draft):
        metrics.begin(draft)
    ensure(draft, weights)


def _in_force(draft: Draft) -> bool:
    """Note the step's weights where they are seen, and begin to bake."""
    release, seen, weights = draft.release, draft.seen.weights, _weights_of_step(draft)
    if not isinstance(seen, RuleWeights) or seen.weights != weights or foreign(draft):
        return False
    if release.intent == weights:
        draft.read_back(wording.weights(weights))
    step = release.plan.steps[release.step]
    draft.set(
        weights=weights,
        step_since=draft.now,
        weights_since=draft.now,
        step_periods=0,
        reclaims=False,
    )
    draft.enter(
        Phase.BAKING,
        f"{wording.weights(weights)} is in force; step {release.step + 1} bakes for "
        f"{wording.seconds(step.bake_seconds)}.",
    )
    at_once = release.brings_back or release.hurried
    draft.wake_at(draft.now if at_once else metrics.next_at(draft))
    return True


def _weights_of_step(draft: Draft) -> SetWeights:
    release = draft.release
    percent = release.plan.steps[max(release.step, 0)].weight_percent
    return weights_for(percent, release.canary)
