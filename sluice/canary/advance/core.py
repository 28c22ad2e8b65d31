"""`advance`: from a state and what was seen to the next state and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.advance import holds, requests
from sluice.canary.advance.draft import Draft, Move
from sluice.canary.advance.phases import PHASES
from sluice.canary.advance.timing import never_in_the_future
from sluice.canary.model.events import EventKind

if TYPE_CHECKING:
    from sluice.canary.model.observation import Need, Observation
    from sluice.canary.model.release import Release


def needs(release: Release, now: float) -> frozenset[Need]:
    """Return what must be looked at before `advance` can decide.

    Args:
        release: the newest state.
        now: seconds since the epoch, by the driver's clock.
    """
    return PHASES[release.phase].needs(release, now)


def advance(release: Release, seen: Observation) -> Move:
    """Return the next state, and what to do. Never waits, never asks, never raises.

    A part of `seen` that was not looked at is asked for in the next tick, at once; a part
    that is `Unread` is unknown: nothing goes forward on it.

    A release that has ended is returned as it is: same version, no event, no action.
    """
    if release.phase.ended:
        return Move(release)
    draft = Draft(release, seen)
    never_in_the_future(draft)
    if seen.request is not None:
        requests.take(draft, seen.request)
    if draft.undecided:
        PHASES[draft.release.phase].act(draft)
    holds.settle(draft)
    return draft.move()


def take_over(release: Release, *, holder: str, now: float) -> Move:
    """Return the state in which another driver goes on, with the event that says so.

    Args:
        release: as the journal has it.
        holder: who drives from now on, as people read it.
        now: seconds since the epoch.
    """
    if release.phase.ended:
        return Move(release)
    draft = Draft(release, None, now=now)
    never_in_the_future(draft)
    draft.tell(EventKind.TAKEN_OVER, f"{holder} drives on from {release.phase}.")
    draft.wake_in(0)
    return draft.move()
