"""A task's places in its service's target groups."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values
from lab.ecs.tasks import LOOPBACK
from lab.target_health import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.control import Control
    from lab.target_health import Health, TargetHealth

_DELAY = "deregistration_delay.timeout_seconds"
_DRAINING = "draining"
# A load balancer takes a moment to see what was registered or deregistered.
NOTICED_SECONDS = 1.5
_LOOK_SECONDS = 0.1


def group_of(account: str, arn: str) -> Any:
    """Return moto's model of a target group; None where it is gone. In moto's thread only."""
    return moto_values.backend("elbv2", account, arn.split(":")[3]).target_groups.get(arn)


def register(account: str, targets: Iterable[tuple[str, int]]) -> list[str]:
    """Register ports of this machine; return the groups that took them. In moto's thread."""
    taken = []
    for arn, port in targets:
        group = group_of(account, arn)
        if group is not None:
            group.register([{"Id": LOOPBACK, "Port": port}])
            taken.append(arn)
    return taken


def deregister(account: str, targets: Iterable[tuple[str, int]]) -> float:
    """Deregister ports; return the longest deregistration delay in seconds. In moto's thread."""
    delay = 0.0
    for arn, port in targets:
        group = group_of(account, arn)
        if group is None:
            continue
        # Somebody else may have deregistered it already.
        with contextlib.suppress(*moto_values.REFUSALS):
            group.deregister([{"Id": LOOPBACK, "Port": port}])
        delay = max(delay, float(group.attributes.get(_DELAY, 0)))
    return delay


async def drained(control: Control, targets: Iterable[tuple[str, int]], delay: float) -> None:
    """Wait while a load balancer still finishes what is in flight, at most `delay` seconds."""
    watched = [Target(arn, LOOPBACK, port) for arn, port in targets]
    known = any(control.target_health.of(target) is not None for target in watched)
    now = time.monotonic()
    deadline = now + delay
    noticed = now + (NOTICED_SECONDS if known else 0)
    while time.monotonic() < deadline:
        states = [control.target_health.of(target) for target in watched]
        if time.monotonic() >= noticed and not any(
            health is not None and health.state == _DRAINING for health in states
        ):
            return
        await asyncio.sleep(_LOOK_SECONDS)


def health_of(board: TargetHealth, targets: Iterable[tuple[str, int]]) -> dict[str, Health | None]:
    """Return what is known of a task's targets, by target group."""
    return {arn: board.of(Target(arn, LOOPBACK, port)) for arn, port in targets}
