"""The steps that the benchmark's releases take with our judge."""

from __future__ import annotations

from sluice.canary.judge.limits import SMALLEST_SAMPLE
from sluice.canary.model.plan import Step
from sluice.canary.steps import size_steps

_PRODUCTION = ((1, 600), (5, 600), (25, 900), (50, 900), (100, 900))
"""Weight in percent and seconds, as the production stack has them."""
MAX_HARMED_REQUESTS = 100
NOTICE_MINUTES = 1.1


def engineers_steps(total: float) -> list[Step]:
    """Return production's steps, less those that cannot gather enough requests to be judged.

    Args:
        total: requests a minute of the whole service.
    """
    steps = [Step(weight_percent=weight, bake_seconds=bake) for weight, bake in _PRODUCTION]
    return [
        step
        for step in steps
        if step.weight_percent == 100
        or step.weight_percent / 100 * total * step.bake_seconds / 60 >= SMALLEST_SAMPLE
    ]


def our_steps(total: float) -> tuple[Step, ...]:
    """Return the steps with the error budget's smaller ones before them."""
    return size_steps(
        engineers_steps(total),
        max_harmed_requests=MAX_HARMED_REQUESTS,
        requests_per_minute=total,
        period_minutes=1,
        notice_minutes=NOTICE_MINUTES,
    ).steps


def hour_steps() -> tuple[Step, ...]:
    """Return an hour at 10 %, and then all."""
    return Step(weight_percent=10, bake_seconds=3600), Step(weight_percent=100, bake_seconds=900)
