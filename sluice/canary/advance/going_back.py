"""The decision to go back, and until when it can be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import rolling_back
from sluice.canary.advance.ensure import key_of
from sluice.canary.model.actions import UpdateService
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase
from sluice.canary.model.release import Failure

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.reasons import FailReason
    from sluice.canary.model.release import Release


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
    rolling_back.act(draft)
