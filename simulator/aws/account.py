"""What is in the simulated AWS account: it outlives every driver."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from simulator.aws.balancer import Rule, TargetGroup
    from simulator.aws.services import EcsService
    from simulator.clock import VirtualClock
    from simulator.traffic import Traffic
    from simulator.versions import Surroundings, Version


@dataclass
class TaskDefinition:
    """One revision of a family, as ECS describes it, and its tags."""

    arn: str
    family: str
    described: dict[str, Any]
    tags: list[dict[str, str]]


@dataclass
class OneOffTask:
    """A task that RunTask started."""

    arn: str
    cluster: str
    definition: str
    client_token: str
    started_by: str
    container: str
    command: tuple[str, ...]
    listed_at: float
    ends_at: float
    exit_code: int


@dataclass
class Bounds:
    """One scalable target."""

    min_count: int
    max_count: int


class Environment(Protocol):
    """Who uses the parts of an account, and how they behave there.

    Attributes:
        name: unique in the account.
        seed: of what is left to chance.
        surroundings: how AWS behaves around it.
        traffic: what its users send.
    """

    name: str
    seed: int
    surroundings: Surroundings
    traffic: Traffic

    def version_of(self, definition: str) -> Version:
        """Return what a task definition's image does."""


@dataclass
class Account:
    """One account in one region; objects by their ARNs or names."""

    clock: VirtualClock
    started_at: float
    rules: dict[str, Rule] = field(default_factory=dict)
    groups: dict[str, TargetGroup] = field(default_factory=dict)
    test_listeners: dict[str, str] = field(default_factory=dict)
    """Listener's ARN to the target group's that it forwards to."""
    services: dict[tuple[str, str], EcsService] = field(default_factory=dict)
    """By the names of cluster and service."""
    definitions: dict[str, TaskDefinition] = field(default_factory=dict)
    one_offs: dict[str, OneOffTask] = field(default_factory=dict)
    scaling: dict[str, Bounds] = field(default_factory=dict)
    """By resource id: `service/<cluster>/<service>`."""
    environment_of_alarm: dict[str, Environment] = field(default_factory=dict)
    alerts: list[tuple[str, str]] = field(default_factory=list)
    """Subject and text of everything that was published."""
    environment_of_cluster: dict[str, Environment] = field(default_factory=dict)
    """By the cluster's name."""
    environment_of_group: dict[str, tuple[Environment, str]] = field(default_factory=dict)
    """Target group's ARN suffix to its environment and colour."""
    environment_of_balancer: dict[str, Environment] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))
    _families: dict[str, list[TaskDefinition]] = field(default_factory=dict)
    _one_offs_of: dict[str, list[OneOffTask]] = field(default_factory=dict)

    def revisions(self, family: str) -> list[TaskDefinition]:
        """Return a family's task definitions, oldest first."""
        return self._families.get(family, [])

    def register(self, definition: TaskDefinition) -> None:
        """Add a task definition, the newest of its family."""
        self.definitions[definition.arn] = definition
        self._families.setdefault(definition.family, []).append(definition)

    def run(self, task: OneOffTask) -> None:
        """Add a one-off task."""
        self.one_offs[task.arn] = task
        self._one_offs_of.setdefault(task.cluster, []).append(task)

    def one_offs_of(self, cluster: str) -> list[OneOffTask]:
        """Return a cluster's one-off tasks, in the order in which they were started."""
        return self._one_offs_of.get(cluster, [])
