"""What moto holds of a task; changed in moto's thread only.

Attributes are named as the API's fields in snake_case: moto's serializer finds them so.
What the API does not have is in `lab`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lab.ecs import texts

if TYPE_CHECKING:
    from datetime import datetime

    from moto.ecs.models import Cluster, TaskDefinition

PENDING_STATES = ("PROVISIONING", "PENDING", "ACTIVATING")
LOOPBACK = "127.0.0.1"


@dataclass
class Container:
    """One container of a task."""

    name: str
    container_arn: str
    task_arn: str
    image: str
    cpu: str
    memory: str | None
    essential: bool
    last_status: str = "PENDING"
    health_status: str = "UNKNOWN"
    exit_code: int | None = None
    reason: str | None = None
    image_digest: str | None = None
    runtime_id: str | None = None
    network_bindings: list[dict[str, Any]] = field(default_factory=list)
    network_interfaces: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Bookkeeping:
    """What only the lab knows of a task.

    `service` is moto's model of the service that wants it: a service that was deleted and
    created anew is another one. `listening` tells that its port was seen to accept, `settled`
    that its end was counted, `proven` that it was healthy for a while. Times are those of
    `time.monotonic`, since the lab's clock may be set to another time.
    """

    service: Any = None
    listening: bool = False
    has_health_check: bool = False
    settled: bool = False
    proven: bool = False
    healthy_since: float | None = None
    ran_since: float | None = None
    registered_since: float | None = None
    ports: dict[str, int] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    targets: tuple[tuple[str, int], ...] = ()


class Task:
    """A task, from its wish to an hour after its end.

    `definition` is moto's model of its task definition, which may be deleted before the task.
    """

    def __init__(
        self,
        *,
        cluster: Cluster,
        definition: TaskDefinition,
        now: datetime,
        account: str,
        group: str,
        started_by: str = "",
        overrides: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
        launch_type: str | None = None,
        capacity_provider_name: str | None = None,
        platform_version: str | None = None,
        subnet: str | None = None,
        availability_zone: str | None = None,
    ) -> None:
        self.id = uuid.uuid4().hex
        region = cluster.region_name
        self.task_arn = f"arn:aws:ecs:{region}:{account}:task/{cluster.name}/{self.id}"
        self.cluster_arn = cluster.arn
        self.cluster_name = cluster.name
        self.task_definition_arn = definition.arn
        self.definition = definition
        self.group = group
        self.started_by = started_by
        self.overrides = _overrides(overrides, definition)
        self.tags = tags or []
        self.launch_type = launch_type or "FARGATE"
        self.capacity_provider_name = capacity_provider_name
        self.platform_version = platform_version if platform_version != "LATEST" else "1.4.0"
        self.platform_family = "Linux"
        self.availability_zone = availability_zone
        self.cpu = definition.cpu
        self.memory = definition.memory
        self.last_status = "PROVISIONING"
        self.desired_status = "RUNNING"
        self.connectivity = "CONNECTED"
        self.created_at = now
        self.connectivity_at: datetime | None = None
        self.pull_started_at: datetime | None = None
        self.pull_stopped_at: datetime | None = None
        self.started_at: datetime | None = None
        self.stopping_at: datetime | None = None
        self.execution_stopped_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.stop_code: str | None = None
        self.stopped_reason: str | None = None
        self.version = 1
        self.container_instance_arn: str | None = None
        self.attachments = _attachments(subnet)
        self.containers = [
            _container(self, each, account, region) for each in definition.container_definitions
        ]
        self.lab = Bookkeeping(
            has_health_check=any(
                each.get("healthCheck") for each in definition.container_definitions
            )
        )

    @property
    def health_status(self) -> str:
        """The worst of its essential containers, as ECS has it."""
        states = {each.health_status for each in self.containers if each.essential}
        return next((state for state in ("UNHEALTHY", "UNKNOWN") if state in states), "HEALTHY")

    @property
    def ended(self) -> bool:
        """Whether nothing of it is left but this record."""
        return self.last_status == "STOPPED"

    def move(self, status: str, **changes: Any) -> None:
        """Go to another status; `changes` are attributes by name."""
        self.last_status = status
        for name, value in changes.items():
            setattr(self, name, value)
        self.version += 1

    def ask_to_stop(self, now: datetime, *, code: str, reason: str | None) -> None:
        """Let it be stopped; the first reason stays."""
        if self.desired_status == "STOPPED":
            return
        self.desired_status = "STOPPED"
        self.stopping_at = now
        self.stop_code = code
        self.stopped_reason = reason
        self.version += 1

    def has_ended(self, now: datetime) -> None:
        """Record that it is over."""
        self.ask_to_stop(now, code=texts.CONTAINER_EXITED, reason=texts.ESSENTIAL_EXITED)
        for container in self.containers:
            container.last_status = "STOPPED"
        self.lab.pids.clear()
        self.move("STOPPED", stopped_at=now, execution_stopped_at=self.execution_stopped_at or now)

    def advance(self) -> None:
        """Do nothing: moto would play through the states, each time that it is asked."""


def _overrides(given: dict[str, Any] | None, definition: TaskDefinition) -> dict[str, Any]:
    """Return the overrides with one entry per container, as ECS shows them."""
    overrides = dict(given or {})
    listed = list(overrides.get("containerOverrides", []))
    named = {each.get("name") for each in listed}
    listed += [
        {"name": each["name"]}
        for each in definition.container_definitions
        if each["name"] not in named
    ]
    return {"inferenceAcceleratorOverrides": [], **overrides, "containerOverrides": listed}


def _attachments(subnet: str | None) -> list[dict[str, Any]]:
    details = [{"name": "privateIPv4Address", "value": LOOPBACK}]
    if subnet:
        details.insert(0, {"name": "subnetId", "value": subnet})
    return [
        {
            "id": str(uuid.uuid4()),
            "type": "ElasticNetworkInterface",
            "status": "ATTACHED",
            "details": details,
        }
    ]


def _container(task: Task, definition: dict[str, Any], account: str, region: str) -> Container:
    arn = f"arn:aws:ecs:{region}:{account}:container/{task.cluster_name}/{task.id}"
    memory = definition.get("memory")
    return Container(
        name=definition["name"],
        container_arn=f"{arn}/{uuid.uuid4()}",
        task_arn=task.task_arn,
        image=definition["image"],
        cpu=str(definition.get("cpu", 0)),
        memory=None if memory is None else str(memory),
        essential=definition.get("essential", True),
        network_interfaces=[
            {"attachmentId": task.attachments[0]["id"], "privateIpv4Address": LOOPBACK}
        ],
    )
