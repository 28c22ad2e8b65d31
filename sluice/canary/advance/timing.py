"""How long a phase or a step has lasted, not counting its holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.release import Hold


def held(draft: Draft, hold: Hold) -> float:
    """Return how much of a hold fell into this phase or step so far, in seconds."""
    return max(0.0, draft.now - max(hold.since, _began(draft)))


def elapsed(draft: Draft) -> float:
    """Return how long this phase, or this step's bake, has lasted without its holds."""
    hold = draft.release.hold
    on_hold = draft.release.held_seconds + (held(draft, hold) if hold else 0)
    return draft.now - _began(draft) - on_hold


def _began(draft: Draft) -> float:
    release = draft.release
    return release.step_since if release.phase is Phase.BAKING else release.phase_since


def never_in_the_future(draft: Draft) -> None:
    """Take what happened later than now as happening now: another driver's clock was ahead.

    Otherwise its lead would be waited for, even where weights are to be set once more.
    """
    release, now = draft.release, draft.now
    names = ("phase_since", "step_since", "intent_at", "weights_since", "alarm_since")
    late = {name: now for name in names if (getattr(release, name) or 0) > now}
    if late:
        draft.set(**late)
    if release.hold is not None and release.hold.since > now:
        draft.set(hold=release.hold.model_copy(update={"since": now}))
