"""ECS: services, task definitions, and one-off tasks."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.aws.account import OneOffTask, TaskDefinition
from simulator.aws.client import Client, refused

if TYPE_CHECKING:
    from simulator.aws.services import Deployment, EcsService

_SHOWN_SECONDS = 3600
"""How long ECS shows a task that stopped."""
_NEVER = 10.0**9


class Ecs(Client):
    """boto3's `ecs`."""

    service = "ecs"

    def describe_services(self, **request: Any) -> dict[str, Any]:
        """Describe services by their names or ARNs."""
        return self._read(
            "DescribeServices",
            lambda: {
                "services": [
                    self._described(self._service(request["cluster"], name))
                    for name in request["services"]
                ],
                "failures": [],
            },
        )

    def update_service(self, **request: Any) -> dict[str, Any]:
        """Set a service's count, its task definition, or both."""

        def change() -> dict[str, Any]:
            service = self._service(request["cluster"], request["service"])
            definition = request.get("taskDefinition")
            if definition is not None and definition not in self._account.definitions:
                raise refused("ClientException", "Task definition not found", "UpdateService")
            service.update(request.get("desiredCount"), definition)
            return {"service": self._described(service)}

        return self._change("UpdateService", request, change)

    def register_task_definition(self, **request: Any) -> dict[str, Any]:
        """Register the next revision of a family."""

        def change() -> dict[str, Any]:
            family = request["family"]
            revision = 1 + max(
                (each.described["revision"] for each in self._account.revisions(family)), default=0
            )
            arn = f"arn:aws:ecs:eu-central-1:123456789012:task-definition/{family}:{revision}"
            described = {key: deepcopy(value) for key, value in request.items() if key != "tags"}
            described |= {"taskDefinitionArn": arn, "revision": revision, "status": "ACTIVE"}
            tags = list(request.get("tags", []))
            self._account.register(TaskDefinition(arn, family, described, tags))
            return {"taskDefinition": deepcopy(described), "tags": tags}

        # Two of one family that have the same tags are the same one, twice.
        same = {"family": request["family"], "tags": request.get("tags", [])}
        return self._change("RegisterTaskDefinition", same, change)

    def describe_task_definition(self, **request: Any) -> dict[str, Any]:
        """Describe a task definition by its ARN, or the newest one of a family."""

        def answer() -> dict[str, Any]:
            name = request["taskDefinition"]
            revisions = self._account.revisions(name.rsplit("/", 1)[-1])
            found = self._account.definitions.get(name) or (revisions[-1] if revisions else None)
            if found is None:
                message = "Unable to describe task definition."
                raise refused("ClientException", message, "DescribeTaskDefinition")
            tags = found.tags if "TAGS" in request.get("include", []) else []
            return {"taskDefinition": deepcopy(found.described), "tags": list(tags)}

        return self._read("DescribeTaskDefinition", answer)

    def list_task_definitions(self, **request: Any) -> dict[str, Any]:
        """List a family's task definitions, oldest first unless asked otherwise."""

        def answer() -> dict[str, Any]:
            found = [each.arn for each in self._account.revisions(request["familyPrefix"])]
            newest_first = request.get("sort") == "DESC"
            ordered = found[::-1] if newest_first else found
            return {"taskDefinitionArns": ordered[: request.get("maxResults", 100)]}

        return self._read("ListTaskDefinitions", answer)

    def run_task(self, **request: Any) -> dict[str, Any]:
        """Start a task; the same client token starts it once."""

        def change() -> dict[str, Any]:
            tasks = self._account.one_offs_of(_name(request["cluster"]))
            token = request.get("clientToken", "")
            found = next((each for each in tasks if token and each.client_token == token), None)
            return {"tasks": [self._task(found or self._started(request))], "failures": []}

        return self._change("RunTask", request, change)

    def list_tasks(self, **request: Any) -> dict[str, Any]:
        """List tasks of a cluster, by who started them and by their desired status."""

        def answer() -> dict[str, Any]:
            status = request.get("desiredStatus", "RUNNING")
            return {
                "taskArns": [
                    task.arn
                    for task in self._account.one_offs_of(_name(request["cluster"]))
                    if task.started_by == request.get("startedBy", task.started_by)
                    and (self._stopped(task) == (status == "STOPPED"))
                    and task.listed_at <= self._account.clock.now() < task.ends_at + _SHOWN_SECONDS
                ]
            }

        return self._read("ListTasks", answer)

    def describe_tasks(self, **request: Any) -> dict[str, Any]:
        """Describe one-off tasks by their ARNs."""
        return self._read(
            "DescribeTasks",
            lambda: {
                "tasks": [self._task(self._account.one_offs[arn]) for arn in request["tasks"]],
                "failures": [],
            },
        )

    def _service(self, cluster: str, name: str) -> EcsService:
        key = (_name(cluster), _name(name))
        service = self._account.services.get(key)
        if service is None:
            raise refused("ServiceNotFoundException", f"{key}", "DescribeServices")
        return service

    def _described(self, service: EcsService) -> dict[str, Any]:
        return {
            "serviceName": service.name,
            "serviceArn": service.arn,
            "status": "ACTIVE",
            "taskDefinition": service.definition,
            "desiredCount": service.desired,
            "runningCount": len(service.tasks),
            "pendingCount": service.primary.pending,
            "deployments": [self._deployment(service, each) for each in service.deployments],
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    "subnets": ["subnet-1"],
                    "securityGroups": ["sg-1"],
                    "assignPublicIp": "DISABLED",
                }
            },
            "launchType": "FARGATE",
            "platformVersion": "1.4.0",
            "events": [],
        }

    def _deployment(self, service: EcsService, deployment: Deployment) -> dict[str, Any]:
        running = sum(task.deployment == deployment.id for task in service.tasks)
        primary = deployment is service.primary
        return {
            "id": deployment.id,
            "status": "PRIMARY" if primary else "ACTIVE",
            "taskDefinition": deployment.definition,
            "desiredCount": service.desired if primary else 0,
            "runningCount": running,
            "pendingCount": deployment.pending,
            "failedTasks": deployment.failed_tasks,
            "rolloutState": deployment.rollout,
            "rolloutStateReason": deployment.reason,
        }

    def _started(self, request: dict[str, Any]) -> OneOffTask:
        now = self._account.clock.now()
        overrides = request.get("overrides", {}).get("containerOverrides", [{}])
        cluster = _name(request["cluster"])
        site = self._account.environment_of_cluster[cluster]
        version = site.version_of(request["taskDefinition"])
        number = next(self._account.numbers)
        task = OneOffTask(
            arn=f"arn:aws:ecs:eu-central-1:123456789012:task/{cluster}/{number:032x}",
            cluster=cluster,
            definition=request["taskDefinition"],
            client_token=request.get("clientToken", ""),
            started_by=request.get("startedBy", ""),
            container=overrides[0].get("name", "app"),
            command=tuple(overrides[0].get("command", ())),
            listed_at=now + site.surroundings.pace.tasks_listed,
            ends_at=_NEVER * 10
            if version.migration_hangs
            else now + site.surroundings.pace.migration,
            exit_code=int(version.migration_fails),
        )
        self._account.run(task)
        return task

    def _stopped(self, task: OneOffTask) -> bool:
        return self._account.clock.now() >= task.ends_at

    def _task(self, task: OneOffTask) -> dict[str, Any]:
        stopped = self._stopped(task)
        container: dict[str, Any] = {"name": task.container, "lastStatus": "RUNNING"}
        described: dict[str, Any] = {
            "taskArn": task.arn,
            "taskDefinitionArn": task.definition,
            "startedBy": task.started_by,
            "lastStatus": "STOPPED" if stopped else "RUNNING",
            "desiredStatus": "STOPPED" if stopped else "RUNNING",
            "containers": [container],
        }
        if stopped:
            container |= {"lastStatus": "STOPPED", "exitCode": task.exit_code}
            described |= {
                "stopCode": "EssentialContainerExited",
                "stoppedReason": "Essential container in task exited",
                "stoppedAt": datetime.fromtimestamp(task.ends_at, UTC),
            }
        return described


def _name(name_or_arn: str) -> str:
    return name_or_arn.rsplit("/", 1)[-1]
