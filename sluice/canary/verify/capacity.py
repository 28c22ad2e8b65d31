"""The idle colour may have as many tasks as the live one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.verify.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.canary.verify.finding import Finding

_DIMENSION = "ecs:service:DesiredCount"


def check(context: Context) -> Iterator[Finding]:
    """Compare the live count with the bounds of both colours."""
    capacity, cluster = context.descriptor.capacity, context.descriptor.cluster.name
    desired = context.live_service.get("desiredCount", 0)
    if desired < 1:
        yield bad("capacity", f"{context.live.service_name} has no tasks: nothing to take over")
        return
    if desired > capacity.max_count:
        yield bad(
            "capacity",
            f"{desired} tasks are live and {capacity.max_count} are allowed: "
            "raise max_count and deploy",
        )
        return
    resources = {
        f"service/{cluster}/{service.service_name}": colour
        for colour, service in context.descriptor.services.items()
    }
    found = context.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=list(resources), ScalableDimension=_DIMENSION
    )["ScalableTargets"]
    bounds = {resources[each["ResourceId"]]: each for each in found}
    for colour in sorted(resources.values()):
        if colour not in bounds:
            yield unknown("capacity", f"{colour} has no scaling bounds: deploy again")
        elif bounds[colour]["MaxCapacity"] < desired:
            most = bounds[colour]["MaxCapacity"]
            yield bad("capacity", f"{colour} may have {most} tasks and needs {desired}")
        else:
            least, most = bounds[colour]["MinCapacity"], bounds[colour]["MaxCapacity"]
            yield ok("capacity", f"{colour}: {least} to {most} tasks, {desired} are live")
