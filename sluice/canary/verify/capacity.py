"""The idle colour may have as many tasks as the live one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.ports.scaling import Scaling
from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Compare the live count with the bounds of both colours."""
    capacity = context.descriptor.capacity
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
    bounds = Scaling(context.descriptor, context.client).bounds()
    for colour in sorted(context.descriptor.services):
        if colour not in bounds:
            yield unknown("capacity", f"{colour} has no scaling bounds: deploy again")
            continue
        least, most = bounds[colour].min_count, bounds[colour].max_count
        if most < desired:
            yield bad("capacity", f"{colour} may have {most} tasks and needs {desired}")
        else:
            yield ok("capacity", f"{colour}: {least} to {most} tasks, {desired} are live")
