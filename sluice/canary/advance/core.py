"""`advance`: from a state and what was seen to the next state and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.advance import (
    baking,
    holds,
    preparing,
    requests,
    retiring,
    rolling_back,
    shifting,
    smoking,
    starting,
)
from sluice.canary.advance.draft import Draft, Move
from sluice.canary.advance.timing import never_in_the_future
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.canary.model.observation import Need, Observation
    from sluice.canary.model.release import Release


@dataclass(frozen=True)
class _Handler:
    """One phase: what must be looked at, and what follows from it."""

    needs: Callable[[Release, float], frozenset[Need]]
    act: Callable[[Draft], None]


def _nothing(release: Release, now: float) -> frozenset[Need]:
    del release, now
    return frozenset()


def _rest(draft: Draft) -> None:
    del draft


_END = _Handler(needs=_nothing, act=_rest)

_PHASES: Mapping[Phase, _Handler] = {
    Phase.PREPARING: _Handler(preparing.needs, preparing.act),
    Phase.STARTING: _Handler(starting.needs, starting.act),
    Phase.SMOKING: _Handler(smoking.needs, smoking.act),
    Phase.SHIFTING: _Handler(shifting.needs, shifting.act),
    Phase.BAKING: _Handler(baking.needs, baking.act),
    Phase.DRAINING: _Handler(retiring.drain_needs, retiring.drain),
    Phase.RETIRING: _Handler(retiring.retire_needs, retiring.retire),
    Phase.ROLLING_BACK: _Handler(rolling_back.needs, rolling_back.act),
    Phase.PROMOTED: _END,
    Phase.ROLLED_BACK: _END,
}


def needs(release: Release, now: float) -> frozenset[Need]:
    """Return what must be looked at before `advance` can decide.

    Args:
        release: the newest state.
        now: seconds since the epoch, by the driver's clock.
    """
    return _PHASES[release.phase].needs(release, now)


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
        _PHASES[draft.release.phase].act(draft)
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
