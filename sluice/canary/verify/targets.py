"""The live colour is healthy: a release has something to go back to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding


def check(context: Context) -> Iterator[Finding]:
    """Ask the load balancer for the health of the live colour's targets."""
    desired = context.live_service.get("desiredCount", 0)
    states = Counter(
        each["TargetHealth"]["State"]
        for each in context.client("elbv2").describe_target_health(
            TargetGroupArn=context.live.target_group_arn
        )["TargetHealthDescriptions"]
    )
    healthy = states.pop("healthy", 0)
    others = "".join(f", {count} {state}" for state, count in sorted(states.items()))
    told = f"{context.live.service_name}: {healthy} of {desired} targets are healthy{others}"
    if healthy < max(1, desired):
        yield bad("targets", f"{told}: 'sluice status {context.descriptor.environment}'")
    else:
        yield ok("targets", told)
    split = sorted(weight for weight in context.weights.values() if weight)
    if len(split) != 1:
        yield bad(
            "targets",
            f"{len(split)} colours get traffic, and it must be one: set the weights back first",
        )
