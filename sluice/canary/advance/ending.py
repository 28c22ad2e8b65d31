"""How a release ends: the tasks that nobody needs are gone, or are said to be still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import Unread

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.reasons import Phase
    from sluice.environment.descriptor import Colour


def stopped(draft: Draft, colour: Colour) -> bool:
    """Return whether a colour runs nothing any more, or takes too long to be waited for."""
    services = draft.seen.services
    if services is None or isinstance(services, Unread):
        return False
    running = services[colour].running if colour in services else 0
    if not running:
        return True
    release = draft.release
    began = max(release.phase_since, release.weights_since)
    if draft.now - began < release.plan.start_deadline_seconds:
        return False
    draft.alert(
        f"tasks-do-not-stop-{colour}",
        f"{release.environment}: {running} tasks of {colour} do not stop",
        f"Release {release.id} ends; ECS was told to run no task of {colour}, and {running} "
        "still run. They get no traffic. Look at the service's events.",
    )
    return True


def end(draft: Draft, phase: Phase, sentence: str) -> None:
    """Enter a phase that is an end."""
    draft.set(
        phase=phase,
        phase_since=draft.now,
        ended_at=draft.now,
        intent=None,
        attempts=0,
        hold=None,
        done=(),
    )
    draft.tell(EventKind.ENDED, sentence)
    draft.wake_in(0)
