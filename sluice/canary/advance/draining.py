"""DRAINING: all traffic is on the new version; the old tasks wait, in case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import retiring
from sluice.canary.advance.baking import wake_for_metrics
from sluice.canary.advance.timing import elapsed
from sluice.canary.advance.watch import all_seen, needs, watch
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft

__all__ = ["act", "needs"]


def act(draft: Draft) -> None:
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
    retiring.act(draft)
