"""One deployed environment in the simulated account, with its live traffic."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.aws.account import Account, Bounds, TaskDefinition
from simulator.aws.balancer import Rule, TargetGroup
from simulator.aws.services import EcsService
from simulator.descriptors import descriptor
from simulator.traffic import Standing, Traffic
from simulator.versions import Version
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from simulator.versions import Surroundings
    from sluice.environment.descriptor import Colour

LIVE_IMAGE_DIGEST = "sha256:" + "0" * 64
NEW_IMAGE_DIGEST = "sha256:" + "1" * 64
TASKS = 2


class Site:
    """An environment whose blue is live with two healthy tasks, and whose green is empty."""

    def __init__(self, account: Account, name: str, surroundings: Surroundings, seed: int) -> None:
        """Deploy it.

        Args:
            account: where.
            name: unique in the account; stands where `dev`, `stage` or `prod` would.
            surroundings: how it behaves.
            seed: of its traffic.
        """
        self.name = name
        self.surroundings = surroundings
        self.descriptor = descriptor(name)
        self.account = account
        self.traffic = Traffic(f"{seed}/{name}", surroundings.requests_per_minute)
        self.seed = seed
        self.live_image = f"{self.descriptor.repository.url}@{LIVE_IMAGE_DIGEST}"
        self.new_image = f"{self.descriptor.repository.url}@{NEW_IMAGE_DIGEST}"
        self._groups: dict[str, TargetGroup] = {}
        self.services: dict[str, EcsService] = {}
        self.live_definition = self._register(self.live_image)
        self.rule = self._balancer()
        for colour in COLOURS:
            self._service(colour)
        self._dependents()
        self.changed(account.started_at - surroundings.history_seconds)

    def changed(self, since: float | None = None) -> None:
        """Record how the traffic goes from now on, or since an earlier time."""
        weights = self.rule.in_force
        total = sum(weights.values())
        standings: dict[str, Standing] = {}
        for colour in COLOURS:
            group = self._groups[colour]
            service = self.services.get(colour)
            running = (
                [task for task in service.tasks if task.id in group.healthy] if service else []
            )
            standings[colour] = Standing(
                share=weights[group.arn] / total if total else 0.5,
                healthy=len(group.healthy),
                targets=len(group.healthy) + len(group.starting),
                version=self.version_of(running[-1].definition) if running else Version(),
            )
        self.traffic.changed(self.account.clock.now() if since is None else since, standings)

    def version_of(self, definition: str) -> Version:
        """Return what a task definition's image does."""
        described = self.account.definitions[definition].described
        images = {container["image"] for container in described["containerDefinitions"]}
        return self.surroundings.new if self.new_image in images else self.surroundings.live

    def weights(self) -> dict[str, int]:
        """Return the weights in force, by colour."""
        return {colour: self.rule.in_force[self._groups[colour].arn] for colour in COLOURS}

    def bounds(self, colour: Colour) -> Bounds:
        """Return between how many tasks a colour may have."""
        service = self.descriptor.services[colour]
        return self.account.scaling[
            f"service/{self.descriptor.cluster.name}/{service.service_name}"
        ]

    def _register(self, image: str) -> str:
        task = self.descriptor.task
        arn = f"arn:aws:ecs:eu-central-1:{self.descriptor.account}:task-definition/{task.family}:1"
        described = {
            "taskDefinitionArn": arn,
            "family": task.family,
            "revision": 1,
            "status": "ACTIVE",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": task.execution_role_arn,
            "taskRoleArn": task.task_role_arn,
            "containerDefinitions": [
                {
                    "name": task.container_name,
                    "image": image,
                    "essential": True,
                    "portMappings": [{"containerPort": task.container_port, "protocol": "tcp"}],
                }
            ],
        }
        self.account.register(TaskDefinition(arn, task.family, described, []))
        return arn

    def _balancer(self) -> Rule:
        account, balancer = self.account, self.descriptor.load_balancer
        for colour, service in self.descriptor.services.items():
            group = TargetGroup(service.target_group_arn)
            self._groups[colour] = account.groups[group.arn] = group
            account.environment_of_group[service.target_group_arn_suffix] = (self, colour)
        account.environment_of_balancer[balancer.arn_suffix] = self
        account.test_listeners[balancer.test_listener_arn] = self._groups["green"].arn
        rule = Rule(
            balancer.rule_arn,
            {self._groups["blue"].arn: 100, self._groups["green"].arn: 0},
            account.clock,
            self.surroundings.pace,
            self.changed,
        )
        account.rules[rule.arn] = rule
        return rule

    def _service(self, colour: Colour) -> None:
        named = self.descriptor.services[colour]
        count = TASKS if colour == "blue" else 0
        cluster = self.descriptor.cluster.name
        service = EcsService(
            named.service_name,
            named.service_arn,
            self._groups[colour],
            self.account.clock,
            self.surroundings.pace,
            self.version_of,
            self.changed,
            self.live_definition,
            count,
        )
        self.services[colour] = self.account.services[cluster, named.service_name] = service
        capacity = self.descriptor.capacity
        self.account.scaling[f"service/{cluster}/{named.service_name}"] = Bounds(
            capacity.min_count if count else 0, capacity.max_count
        )

    def _dependents(self) -> None:
        account = self.account
        account.environment_of_cluster[self.descriptor.cluster.name] = self
        for name in self.descriptor.alarms.by_name:
            account.environment_of_alarm[name] = self
        for write in self.surroundings.foreign_writes:
            weights = {
                self._groups["blue"].arn: write.blue,
                self._groups["green"].arn: write.green,
            }
            account.clock.at(account.started_at + write.at, partial(self.rule.modify, weights, 0))
