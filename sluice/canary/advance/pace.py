"""How often things are looked at, and how long they may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.canary.model.plan import Plan

POLLS_PER_PERIOD = 12
"""While tasks start or stop: every 5 seconds on AWS."""

FIRST_LOOK_SECONDS = 0.25
"""The shortest wait between two looks for something that was sent and is not so yet."""

MARGIN_SECONDS = 1.0
"""AWS's time comes from the header Date, which knows whole seconds only."""


def poll_seconds(plan: Plan) -> float:
    """Return how long to wait between two looks at tasks, in seconds."""
    return plan.period_seconds / POLLS_PER_PERIOD


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
