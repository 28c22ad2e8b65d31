"""ECS services and task definitions. Nothing is ever deregistered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.model.observation import ServiceState
from sluice.canary.ports.colours import service_names
from sluice.canary.ports.reading import Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.aws import Clients
    from sluice.environment.descriptor import Colour, Descriptor

RELEASE_TAG = "sluice:release"
"""Tag of a task definition whose value is the release's id."""

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
_ACCEPTED = (
    "family",
    "taskRoleArn",
    "executionRoleArn",
    "networkMode",
    "containerDefinitions",
    "volumes",
    "placementConstraints",
    "requiresCompatibilities",
    "cpu",
    "memory",
    "pidMode",
    "ipcMode",
    "proxyConfiguration",
    "inferenceAccelerators",
    "ephemeralStorage",
    "runtimePlatform",
    "enableFaultInjection",
)
"""What DescribeTaskDefinition says of a revision that RegisterTaskDefinition takes back."""

_FAILED = "FAILED"
_BREAKER = "circuit breaker"


@dataclass(frozen=True)
class Tasks:
    """What one environment's two services run."""

    descriptor: Descriptor
    clients: Clients

    def services(self) -> dict[Colour, ServiceState]:
        """Return both services; one that ECS does not know is left out.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        names = service_names(self.descriptor)
        found = {service["serviceName"]: service for service in self._described(names.values())}
        return {colour: _state(found[name]) for colour, name in names.items() if name in found}

    def described(self, colour: Colour) -> Mapping[str, Any]:
        """Return one service as ECS describes it.

        Raises:
            Unclear: ECS does not know it.
            BotoCoreError, ClientError: no answer.
        """
        name = service_names(self.descriptor)[colour]
        for service in self._described([name]):
            return service
        raise Unclear(f"ECS does not know service {name}")

    def update(self, colour: Colour, count: int, task_definition_arn: str | None) -> None:
        """Set a service's count and, unless it is None, its task definition.

        Raises:
            BotoCoreError, ClientError: refused, or no answer; it may have been done.
        """
        request: dict[str, Any] = {"desiredCount": count}
        if task_definition_arn is not None:
            request["taskDefinition"] = task_definition_arn
        name = service_names(self.descriptor)[colour]
        self.clients("ecs").update_service(
            cluster=self.descriptor.cluster.name, service=name, **request
        )

    def registered(self, release_id: str) -> str | None:
        """Return the ARN of the family's newest revision if it is the release's; else None.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        answer = self._definition(self.descriptor.task.family)
        if _tags(answer).get(RELEASE_TAG) != release_id:
            return None
        arn: str = answer["taskDefinition"]["taskDefinitionArn"]
        return arn

    def image(self, arn: str) -> str:
        """Return the image that a revision runs.

        Raises:
            Unclear: it has no container of the descriptor's name.
            BotoCoreError, ClientError: no answer.
        """
        (ours, _) = self._containers(self._definition(arn)["taskDefinition"])
        return str(ours["image"])

    def secrets(self, arn: str) -> list[tuple[str, str]]:
        """Return the variables of a revision that are secrets, and where ECS takes each from.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        return [
            (secret["name"], secret["valueFrom"])
            for container in self._definition(arn)["taskDefinition"]["containerDefinitions"]
            for secret in container.get("secrets", [])
        ]

    def register(self, live_arn: str, image: str, release_id: str) -> None:
        """Register the live revision once more, with another image, tagged with the release.

        Raises:
            Unclear: the live revision has no container of the descriptor's name.
            BotoCoreError, ClientError: refused, or no answer; it may have been done.
        """
        answer = self._definition(live_arn)
        live: dict[str, Any] = answer["taskDefinition"]
        copy = {name: live[name] for name in _ACCEPTED if live.get(name) is not None}
        copy["containerDefinitions"] = self._with_image(live, image)
        tags = _tags(answer) | {RELEASE_TAG: release_id}
        self.clients("ecs").register_task_definition(
            **copy,
            tags=[
                {"key": key, "value": value}
                for key, value in tags.items()
                # AWS's own cannot be set.
                if not key.lower().startswith("aws:")
            ],
        )

    def _with_image(self, live: Mapping[str, Any], image: str) -> list[dict[str, Any]]:
        ours, containers = self._containers(live)
        ours["image"] = image
        return containers

    def _containers(
        self, definition: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return copies of the descriptor's container, and of all."""
        name = self.descriptor.task.container_name
        containers = [dict(each) for each in definition["containerDefinitions"]]
        for each in containers:
            if each["name"] == name:
                return each, containers
        raise Unclear(f"{definition['taskDefinitionArn']} has no container {name}")

    def _described(self, names: Any) -> list[dict[str, Any]]:
        answer = self.clients("ecs").describe_services(
            cluster=self.descriptor.cluster.name, services=list(names)
        )
        # A service that was deleted is still told for a while.
        return [each for each in answer["services"] if each.get("status", "ACTIVE") == "ACTIVE"]

    def _definition(self, name: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.clients("ecs").describe_task_definition(
            taskDefinition=name, include=["TAGS"]
        )
        return answer


def _tags(answer: Mapping[str, Any]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in answer.get("tags", [])}


def _state(service: Mapping[str, Any]) -> ServiceState:
    deployments: list[Mapping[str, Any]] = service["deployments"]
    primary = next((each for each in deployments if each["status"] == "PRIMARY"), {})
    others = [each for each in deployments if each is not primary]
    desired, running = int(service["desiredCount"]), int(service["runningCount"])
    stable = (
        running == desired
        and not service.get("pendingCount")
        and not any(each.get("runningCount") or each.get("pendingCount") for each in others)
        # Services without a rolling deployment have no such state.
        and primary.get("rolloutState", "COMPLETED") == "COMPLETED"
    )
    failed = _has_failed(primary)
    return ServiceState(
        task_definition_arn=service["taskDefinition"],
        desired=desired,
        running=running,
        stable=stable,
        failed=failed,
        why=_why(primary, others),
    )


def _has_failed(primary: Mapping[str, Any]) -> bool:
    """Return whether the newest deployment was given up.

    Where the circuit breaker rolls back, ECS's own way back is the newest one; once that has
    completed, the service runs another task definition than it was told to.
    """
    state = primary.get("rolloutState")
    reason = primary.get("rolloutStateReason", "")
    return state == _FAILED or (state == "IN_PROGRESS" and _BREAKER in reason)


def _why(primary: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> str:
    """Return in ECS's words what is wrong, empty where nothing is known to be."""
    words = []
    for each in (primary, *others):
        reason = each.get("rolloutStateReason", "")
        if each.get("rolloutState") == _FAILED or _BREAKER in reason:
            words.append(reason)
    failures = sum(each.get("failedTasks", 0) for each in (primary, *others))
    if failures:
        words.append(f"{failures} tasks failed")
    return "; ".join(word for word in words if word)
