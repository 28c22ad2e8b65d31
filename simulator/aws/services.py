"""An ECS service: deployments take time, a circuit breaker rolls them back.

Rules: a new deployment's tasks start beside the old ones (100 % minimum, 200 % maximum); the
circuit breaker opens after 3 failed tasks or half of the desired count
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.aws.balancer import TargetGroup
    from simulator.clock import VirtualClock
    from simulator.versions import Pace, Version

_MIN_FAILURES = 3
_SETTLE_SECONDS = 3
_DRAIN_SECONDS = 30
_FAILED_SHOWN_SECONDS = 40
"""How long DescribeServices goes on to list a deployment that failed."""


@dataclass
class Deployment:
    """One deployment of a service."""

    id: str
    definition: str
    rollout: str = "IN_PROGRESS"
    reason: str = ""
    failed_tasks: int = 0
    pending: int = 0


@dataclass
class Task:
    """A task of a service, which runs."""

    id: str
    definition: str
    deployment: str


@dataclass
class EcsService:
    """One service; `deployments` begins with the primary one.

    Attributes:
        version_of: what a task definition's image does.
        changed: told whenever its tasks or their health changed.
    """

    name: str
    arn: str
    group: TargetGroup
    clock: VirtualClock
    pace: Pace
    version_of: Callable[[str], Version]
    changed: Callable[[], None]
    definition: str
    desired: int = 0
    deployments: list[Deployment] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    _ids: count[int] = field(default_factory=count)
    _completed: str = ""

    def __post_init__(self) -> None:
        """Begin as a service that has run for long."""
        first = Deployment(f"{self.name}/{next(self._ids)}", self.definition, "COMPLETED")
        self.deployments.append(first)
        self._completed = self.definition
        for _ in range(self.desired):
            task = Task(f"{self.name}-{next(self._ids)}", self.definition, first.id)
            self.tasks.append(task)
            self.group.healthy.add(task.id)

    @property
    def primary(self) -> Deployment:
        """The newest deployment."""
        return self.deployments[0]

    def update(self, desired: int | None, definition: str | None) -> None:
        """Set the count, the task definition, or both; None leaves it."""
        if desired is not None:
            self.desired = desired
        if definition is not None and definition != self.definition:
            self.definition = definition
            self._deploy(definition, "")
        self._settle_soon()

    def _deploy(self, definition: str, reason: str) -> None:
        new = Deployment(f"{self.name}/{next(self._ids)}", definition, reason=reason)
        self.deployments.insert(0, new)

    def _settle_soon(self) -> None:
        self.clock.at(self.clock.now() + _SETTLE_SECONDS, self._settle)

    def _settle(self) -> None:
        """Do the next thing that the service's wish needs; safe to call at any time."""
        primary = self.primary
        own = [task for task in self.tasks if task.deployment == primary.id]
        healthy = [task for task in own if task.id in self.group.healthy]
        for task in own[self.desired :]:
            self._stop(task)
        missing = self.desired - len(own) - primary.pending
        if missing > 0:
            primary.pending += missing
            self.clock.at(
                self.clock.now() + self.pace.task_start, lambda: self._start(primary, missing)
            )
        if len(healthy) >= self.desired:
            for task in [task for task in self.tasks if task.deployment != primary.id]:
                self._stop(task)
            if len(self.tasks) == self.desired:
                primary.rollout = "COMPLETED"
                self._completed = primary.definition
                self.deployments = [
                    each for each in self.deployments if each is primary or each.rollout == "FAILED"
                ]

    def _start(self, deployment: Deployment, count: int) -> None:
        deployment.pending -= count
        if deployment is not self.primary:
            return
        own = sum(task.deployment == deployment.id for task in self.tasks)
        count = min(count, self.desired - own)
        if count <= 0:
            self._settle()
        elif self.version_of(deployment.definition).crash_loops:
            self._crashed(deployment, count)
        else:
            self._run(deployment, count)

    def _run(self, deployment: Deployment, count: int) -> None:
        version = self.version_of(deployment.definition)
        new = [
            Task(f"{self.name}-{next(self._ids)}", deployment.definition, deployment.id)
            for _ in range(count)
        ]
        self.tasks += new
        self.group.starting |= {task.id for task in new}
        self.changed()
        if not version.never_healthy:
            self.clock.at(
                self.clock.now() + self.pace.target_healthy,
                lambda: self._became_healthy({task.id for task in new}),
            )

    def _became_healthy(self, ids: set[str]) -> None:
        arrived = ids & self.group.starting
        self.group.starting -= arrived
        self.group.healthy |= arrived
        self.changed()
        self._settle()

    def _crashed(self, deployment: Deployment, tasks: int) -> None:
        deployment.failed_tasks += tasks
        if deployment.failed_tasks >= max(_MIN_FAILURES, math.ceil(self.desired / 2)):
            deployment.rollout = "FAILED"
            deployment.reason = "ECS deployment circuit breaker: tasks failed to start."
            self.definition = self._completed
            self._deploy(
                self._completed, "ECS deployment circuit breaker: rolling back to the last one."
            )
            self.clock.at(
                self.clock.now() + _FAILED_SHOWN_SECONDS, lambda: self._forget(deployment)
            )
            self._settle_soon()
        else:
            self.clock.at(self.clock.now() + self.pace.task_retry, self._settle)

    def _forget(self, deployment: Deployment) -> None:
        self.deployments = [each for each in self.deployments if each is not deployment]

    def _stop(self, task: Task) -> None:
        self.tasks.remove(task)
        self.group.healthy.discard(task.id)
        self.group.starting.discard(task.id)
        self.group.draining.add(task.id)
        self.changed()
        self.clock.at(
            self.clock.now() + _DRAIN_SECONDS, lambda: self.group.draining.discard(task.id)
        )
