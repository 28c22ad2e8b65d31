"""How far a task is in the eyes of its service: starting, healthy or unhealthy. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.ecs.rollout import Standing
from lab.ecs.targets import NOTICED_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.ecs.tasks import Bookkeeping
    from lab.target_health import Health

# A group that no load balancer uses: nobody checks, so nothing can be said against the target.
_UNUSED = "unused"


def standing(
    lab: Bookkeeping,
    *,
    running: bool,
    behind_balancer: bool,
    healths: Mapping[str, Health | None],
    grace_seconds: float,
    now: float,
) -> Standing:
    """Return how far a task is.

    Args:
        lab: what the lab knows of it.
        running: whether its status is RUNNING.
        behind_balancer: whether its service has target groups.
        healths: what load balancers say of its targets, by target group.
        grace_seconds: for how long after its start a service ignores failed checks.
        now: by `time.monotonic`.
    """
    if not running or (lab.has_health_check and not lab.listening):
        return Standing.STARTING
    if not behind_balancer:
        return Standing.HEALTHY
    if lab.registered_since is None or lab.ran_since is None:
        return Standing.STARTING
    noticed = now - lab.registered_since > NOTICED_SECONDS
    states = [
        health.state if health else _UNUSED if noticed else "initial" for health in healths.values()
    ]
    if "unhealthy" in states and now - lab.ran_since > grace_seconds:
        return Standing.UNHEALTHY
    if all(state in ("healthy", _UNUSED) for state in states):
        return Standing.HEALTHY
    return Standing.STARTING


def failed_group(healths: Mapping[str, Health | None]) -> tuple[str, Health]:
    """Return the target group in which a task is unhealthy, and why."""
    return next(
        (arn, health)
        for arn, health in healths.items()
        if health is not None and health.state == "unhealthy"
    )
