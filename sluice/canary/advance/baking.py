"""BAKING: a step's weights are in force, and the judge looks, period by period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import metrics, shifting, wording
from sluice.canary.advance.ensure import look_again
from sluice.canary.advance.timing import back_off, elapsed
from sluice.canary.advance.watch import all_seen, needs, watch
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft

__all__ = ["act", "needs", "wake_for_metrics"]

_SLACK = 1 / 6
"""Of a period: a bake that ends so shortly after a look is waited for, instead of a period."""


def act(draft: Draft) -> None:
    """Go on to the next step, or to the end, where nothing forbids it."""
    if not watch(draft):
        return
    release = draft.release
    if draft.waits or release.paused or not _baked(draft):
        wake_for_metrics(draft, until=release.step_since + release.held_seconds + _bake(draft))
        return
    if release.step < len(release.plan.steps) - 1:
        shifting.enter(draft)
        return
    draft.enter(
        Phase.DRAINING,
        f"All requests go to {release.canary}; {release.live} is kept for "
        f"{wording.seconds(release.plan.drain_seconds)}, in case.",
    )
    wake_for_metrics(draft, until=draft.now + release.plan.drain_seconds)


def _bake(draft: Draft) -> float:
    return draft.release.plan.steps[draft.release.step].bake_seconds


def _baked(draft: Draft) -> bool:
    release = draft.release
    if not all_seen(draft):
        return False
    if release.hurried:
        return True
    judged = release.step_periods > 0 or release.brings_back
    return judged and elapsed(draft) >= _bake(draft)


def wake_for_metrics(draft: Draft, *, until: float) -> None:
    """Look again when the next period can be read, or when `until` is over, if just after it."""
    release, plan = draft.release, draft.release.plan
    period = float(plan.period_seconds)
    if not all_seen(draft):
        if release.intent is not None:
            look_again(draft)
        else:
            draft.wake_in(0)
        return
    if release.brings_back:
        draft.wake_at(min(max(until, draft.now + 0.1), draft.now + period))
        return
    due = metrics.next_at(draft)
    if due <= draft.now:
        since = release.hold.since if release.hold else draft.now
        due = draft.now + back_off(since, draft.now, least=period / 4, most=period)
    draft.wake_at(until if due <= until <= due + period * _SLACK else due)
