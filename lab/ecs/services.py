"""What the lab holds of a service beside moto's model of it, and how both are shown."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lab.ecs import texts
from lab.ecs.rollout import Limits
from lab.ecs.tasks import PENDING_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from moto.ecs.models import Cluster, Service

    from lab.ecs.tasks import Task

_STATE = "state_of_lab"
_KEPT_EVENTS = 100


@dataclass
class Deployment:
    """One deployment; the first of a service's list is PRIMARY.

    `definition` is moto's model of its task definition: one that is deleted later serves the
    deployments that began with it. `began` is by `time.monotonic`.
    """

    id: str
    task_definition: str
    definition: Any
    created_at: datetime
    updated_at: datetime
    rollout_state: str = "IN_PROGRESS"
    rollout_state_reason: str = ""
    failed_tasks: int = 0
    began: float = field(default_factory=time.monotonic)


@dataclass
class ServiceState:
    """The lab's own record of a service.

    `last_completed` is what a rollback goes back to. `failures` counts tasks that failed in a
    row; none is started before `next_start_at`, by `time.monotonic`. `said` holds what an
    event has said of the present trouble, so that it is not said each round.
    """

    deployments: list[Deployment]
    last_completed: Deployment | None = None
    steady: bool = False
    failures: int = 0
    next_start_at: float = 0.0
    said: set[str] = field(default_factory=set)

    @property
    def primary(self) -> Deployment:
        """The deployment that should have all tasks in the end."""
        return self.deployments[0]


def tasks_of(backend: Any, service: Service) -> list[Task]:
    """Return all tasks of a service, the stopped ones included."""
    return [
        task
        for task in backend.tasks.get(service.cluster_name, {}).values()
        if task.lab.service is service
    ]


def adopt(service: Service, now: datetime) -> None:
    """Begin to keep a service that was just created."""
    first = service.deployments[0] if service.deployments else {}
    deployment = new_deployment(service, now, id_=first.get("id"))
    state = ServiceState([deployment])
    if service.desired_count == 0:
        complete(state, now)
    setattr(service, _STATE, state)


def state_of(service: Service) -> ServiceState | None:
    """Return the lab's record; None for a service that another controller deploys."""
    found: ServiceState | None = getattr(service, _STATE, None)
    return found


def new_deployment(service: Service, now: datetime, *, id_: str | None = None) -> Deployment:
    """Return a deployment of what the service should run now."""
    id_ = id_ or f"ecs-svc/{uuid.uuid4().int % 10**19:019}"
    return Deployment(
        id=id_,
        task_definition=service.task_definition,
        definition=service._backend.describe_task_definition(  # noqa: SLF001 - its only way
            service.task_definition
        ),
        created_at=now,
        updated_at=now,
        rollout_state_reason=texts.in_progress(id_),
    )


def complete(state: ServiceState, now: datetime) -> None:
    """Record that the primary deployment reached its end, and forget the others."""
    primary = state.primary
    primary.rollout_state = "COMPLETED"
    primary.rollout_state_reason = texts.completed(primary.id)
    primary.updated_at = now
    state.last_completed = primary
    state.deployments = [primary]


def roll_back(service: Service, state: ServiceState, now: datetime) -> None:
    """Make the last completed deployment the primary one again."""
    target = state.last_completed
    assert target is not None, "the caller has looked"
    target.rollout_state = "IN_PROGRESS"
    target.rollout_state_reason = texts.breaker_rolls_back(target.id)
    target.updated_at = now
    target.failed_tasks = 0
    target.began = time.monotonic()
    others = [each for each in state.deployments if each is not target]
    state.deployments = [target, *others]
    state.failures, state.next_start_at = 0, 0.0
    service.task_definition = target.task_definition
    say(service, texts.rolling_back(service.name, target.id), now)


def limits_of(service: Service) -> Limits:
    """Return what a service wants."""
    settings = getattr(service, "deployment_configuration", None) or {}
    return Limits(
        service.desired_count if service.status == "ACTIVE" else 0,
        int(settings.get("minimumHealthyPercent", 100)),
        int(settings.get("maximumPercent", 200)),
    )


def breaker_of(service: Service) -> tuple[bool, bool]:
    """Return whether the circuit breaker is on, and whether it rolls back."""
    settings = getattr(service, "deployment_configuration", None) or {}
    breaker = settings.get("deploymentCircuitBreaker") or {}
    return bool(breaker.get("enable")), bool(breaker.get("rollback"))


def say(service: Service, message: str, now: datetime) -> None:
    """Add a service event; the newest comes first."""
    event = {"id": str(uuid.uuid4()), "createdAt": now, "message": message}
    service.events = [event, *service.events][:_KEPT_EVENTS]


def say_once(service: Service, topic: str, message: str, now: datetime) -> None:
    """Add an event, unless one on this topic was added since the trouble began."""
    state = state_of(service)
    if state is not None and topic not in state.said:
        state.said.add(topic)
        say(service, message, now)


def show(service: Service, tasks: Sequence[Task]) -> None:
    """Bring what DescribeServices answers up to date; `tasks` are all of the service."""
    state = state_of(service)
    if state is None:
        return
    service.running_count = _count(tasks, running=True)
    service.pending_count = _count(tasks, running=False)
    inactive = service.status == "INACTIVE"
    service.deployments = [
        _document(service, each, tasks, is_primary=each is state.primary)
        for each in ([] if inactive else state.deployments)
    ]


def show_cluster(cluster: Cluster, services: Sequence[Service], tasks: Sequence[Task]) -> None:
    """Bring the counts that DescribeClusters answers up to date."""
    cluster.running_tasks_count = _count(tasks, running=True)
    cluster.pending_tasks_count = _count(tasks, running=False)
    cluster.active_services_count = sum(each.status == "ACTIVE" for each in services)


def _count(tasks: Sequence[Task], *, running: bool) -> int:
    states = ("RUNNING",) if running else PENDING_STATES
    return sum(task.last_status in states for task in tasks)


def _document(
    service: Service, deployment: Deployment, tasks: Sequence[Task], *, is_primary: bool
) -> dict[str, Any]:
    own = [task for task in tasks if task.started_by == deployment.id]
    strategy = getattr(service, "capacity_provider_strategy", None)
    capacity = (
        {"capacityProviderStrategy": strategy} if strategy else {"launchType": service.launch_type}
    )
    return {
        **capacity,
        "id": deployment.id,
        "status": "PRIMARY" if is_primary else "ACTIVE",
        "taskDefinition": deployment.task_definition,
        "desiredCount": service.desired_count if is_primary else 0,
        "pendingCount": _count(own, running=False),
        "runningCount": _count(own, running=True),
        "failedTasks": deployment.failed_tasks,
        "createdAt": deployment.created_at,
        "updatedAt": deployment.updated_at,
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "networkConfiguration": service.network_configuration or None,
        "rolloutState": deployment.rollout_state,
        "rolloutStateReason": deployment.rollout_state_reason,
    }
