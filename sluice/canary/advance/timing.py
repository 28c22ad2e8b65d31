"""How often things are looked at, and how long a phase or a step has lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from sluice.canary.advance.draft import Draft
    from sluice.canary.model.plan import Plan
    from sluice.canary.model.release import Hold

FIRST_LOOK_SECONDS = 0.25
"""The shortest wait between two looks for something that was sent and is not so yet."""

MARGIN_SECONDS = 1.0
"""AWS's time comes from the header Date, which knows whole seconds only."""


def back_off(since: float, now: float, *, least: float, most: float) -> float:
    """Return how long to wait, growing with the time that has been waited already.

    Each wait is as long as all before it together, which doubles from one to the next.

    Args:
        since: when the waiting began, in seconds.
        now: in seconds.
        least: seconds.
        most: seconds.
    """
    return min(max(now - since, least), most)


def margin_seconds(plan: Plan) -> float:
    """Return how much later than due a metric period is read, for the clock's grain."""
    return min(MARGIN_SECONDS, plan.period_seconds / 20)


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
