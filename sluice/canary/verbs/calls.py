"""The mutating calls that a release would make, for `--dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.step_sizing import percent
from sluice.canary.weights import weights_for
from sluice.canary.wording import duration
from sluice.environment.descriptor import other

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.model.plan import Plan
    from sluice.environment.descriptor import Colour, Descriptor


def of_release(descriptor: Descriptor, plan: Plan, *, image: str, canary: Colour) -> Iterator[str]:
    """Yield the calls of a release that is promoted, in order, a line each."""
    live = other(canary)
    count = descriptor.capacity.desired_count
    new, old = (descriptor.services[each].service_name for each in (canary, live))
    yield f"ecs:RegisterTaskDefinition  {descriptor.task.family} with {image}"
    if plan.migrate:
        yield "ecs:RunTask  the migration, once"
    yield f"application-autoscaling:RegisterScalableTarget  {new}"
    yield f"ecs:UpdateService  {new} to {count} tasks or more, as {old} has"
    if plan.smoke:
        port = descriptor.load_balancer.test_port
        yield f"elasticloadbalancing:ModifyListener  port {port} to {canary}"
    for step in plan.steps:
        weights = weights_for(step.weight_percent, canary)
        yield (
            f"elasticloadbalancing:ModifyRule  blue {weights.blue}, green {weights.green} "
            f"({percent(step.weight_percent)}), then {duration(step.bake_seconds)}"
        )
    yield f"application-autoscaling:RegisterScalableTarget  {old} to none"
    yield f"ecs:UpdateService  {old} to 0 tasks, {duration(plan.drain_seconds)} later"
