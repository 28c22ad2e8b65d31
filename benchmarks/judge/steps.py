"""The steps that the benchmark's releases take with our judge."""

from __future__ import annotations

from sluice.canary.model.plan import Step
from sluice.canary.step_sizing import size_steps

_PRODUCTION = ((1, 600), (5, 600), (25, 900), (50, 900), (100, 900))
"""Weight in percent and seconds, as the production stack has them."""
MAX_HARMED_REQUESTS = 100
NOTICE_MINUTES = 1.1
_BOUNDLESS = 10**12
"""A budget that asks for no smaller steps: the rules that have none take the engineer's."""


def engineers_steps(total: float) -> tuple[Step, ...]:
    """Return production's steps that gather enough requests, as the planner keeps them.

    Args:
        total: requests a minute of the whole service.
    """
    return _sized(total, _BOUNDLESS)


def our_steps(total: float) -> tuple[Step, ...]:
    """Return the steps with the error budget's smaller ones before them."""
    return _sized(total, MAX_HARMED_REQUESTS)


def _sized(total: float, budget: int) -> tuple[Step, ...]:
    steps = [Step(weight_percent=weight, bake_seconds=bake) for weight, bake in _PRODUCTION]
    return size_steps(
        steps,
        max_harmed_requests=budget,
        requests_per_minute=total,
        period_minutes=1,
        notice_minutes=NOTICE_MINUTES,
    ).steps


def release_minutes(total: float) -> int:
    """Return how long the longest of all rules' releases, ours, is when nothing delays it."""
    return round(sum(step.bake_seconds for step in our_steps(total)) / 60)


def hour_steps() -> tuple[Step, ...]:
    """Return an hour at 10 %, and then all."""
    return Step(weight_percent=10, bake_seconds=3600), Step(weight_percent=100, bake_seconds=900)
