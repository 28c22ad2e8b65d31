"""Which tasks of a service start and stop next: ECS's rolling update, as a pure function."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Standing(enum.IntEnum):
    """How far a task is; the lower ones are stopped first where any will do."""

    UNHEALTHY = 0
    STARTING = 1
    HEALTHY = 2


@dataclass(frozen=True)
class TaskView:
    """A task that is meant to run; `order` grows with the time at which it was created."""

    arn: str
    deployment_id: str
    standing: Standing
    order: float


@dataclass(frozen=True)
class Limits:
    """What a service wants, and how far a deployment may go below and above it."""

    desired: int
    minimum_healthy_percent: int = 100
    maximum_percent: int = 200

    @property
    def lower(self) -> int:
        """At least so many healthy tasks, rounded up as ECS does."""
        return math.ceil(self.desired * self.minimum_healthy_percent / 100)

    @property
    def upper(self) -> int:
        """At most so many tasks, rounded down as ECS does."""
        return math.floor(self.desired * self.maximum_percent / 100)


@dataclass(frozen=True)
class Plan:
    """What to do now. `blocked`: a deployment can go neither up nor down within its limits."""

    start: int = 0
    stop: tuple[TaskView, ...] = ()
    blocked: bool = False


def plan(
    limits: Limits, primary_id: str, tasks: Sequence[TaskView], *, may_start: bool = True
) -> Plan:
    """Return the next step.

    Args:
        limits: of the service.
        primary_id: the deployment that should have all tasks in the end.
        tasks: those that are meant to run, of all deployments; stopping ones are no more.
        may_start: False while starts are throttled, or after the deployment failed.
    """
    failed = [task for task in tasks if task.standing is Standing.UNHEALTHY]
    left = [task for task in tasks if task.standing is not Standing.UNHEALTHY]
    primary = [task for task in left if task.deployment_id == primary_id]
    old = [task for task in left if task.deployment_id != primary_id]
    healthy = sum(task.standing is Standing.HEALTHY for task in left)

    surplus = _first_to_stop(primary)[: max(0, len(primary) - limits.desired)]
    healthy -= sum(task.standing is Standing.HEALTHY for task in surplus)
    spare = max(0, healthy - limits.lower)
    going = []
    for task in _first_to_stop(old):
        # One that serves nobody yet is missed by nobody.
        if task.standing is Standing.HEALTHY:
            if not spare:
                break
            spare -= 1
        going.append(task)

    missing = max(0, limits.desired - len(primary))
    room = max(0, limits.upper - len(left) + len(surplus))
    start = min(missing, room) if may_start else 0
    stop = (*failed, *surplus, *going)
    waiting = any(task.standing is Standing.STARTING for task in left)
    blocked = bool(missing and may_start and not room and not stop and not waiting)
    return Plan(start, stop, blocked)


def _first_to_stop(tasks: Sequence[TaskView]) -> list[TaskView]:
    return sorted(tasks, key=lambda task: (task.standing, -task.order))
