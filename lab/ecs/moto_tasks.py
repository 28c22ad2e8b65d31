"""RunTask, StopTask, ListTasks and DescribeTasks work on tasks that really run.

Moto's tasks run at once, and go through the states of their end whenever they are described;
its ListTasks knows no service, and lists stopped tasks that nobody asked for.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.ecs.exceptions import EcsClientException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

from lab.ecs import texts
from lab.ecs.placement import choose_provider, zone_of
from lab.ecs.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.control import Control

_MAX_COUNT = 10
# Which RunTask a client token stood for: on the backend, so that a reset forgets it.
_TOKENS = "client_tokens_of_lab"


def patch(control: Control) -> None:
    """Patch moto."""

    def run_task(  # noqa: PLR0917 - moto calls it so
        self: EC2ContainerServiceBackend,
        cluster_str: str,
        task_definition_str: str,
        count: int,
        overrides: dict[str, Any] | None,
        started_by: str,
        tags: list[dict[str, str]] | None,
        launch_type: str | None,
        networking_configuration: dict[str, Any] | None = None,
        group: str | None = None,
        platform_version: str | None = None,
        capacity_provider_strategy: list[dict[str, Any]] | None = None,
    ) -> list[Task]:
        cluster = self._get_cluster(cluster_str)
        definition = self.describe_task_definition(task_definition_str)
        _check(definition, count, overrides, networking_configuration)
        strategy = capacity_provider_strategy or (
            None if launch_type else cluster.default_capacity_provider_strategy
        )
        subnets = (networking_configuration or {}).get("awsvpcConfiguration", {}).get("subnets")
        subnet = subnets[0] if subnets else None
        created = [
            Task(
                cluster=cluster,
                definition=definition,
                now=control.clock.utc(),
                account=control.account,
                group=group or f"family:{definition.family}",
                started_by=started_by or "",
                overrides=overrides,
                tags=tags,
                launch_type=launch_type,
                capacity_provider_name=choose_provider(strategy or [], number),
                platform_version=platform_version,
                subnet=subnet,
                availability_zone=zone_of(control.account, cluster.region_name, subnet),
            )
            for number in range(count)
        ]
        self.tasks.setdefault(cluster.name, {}).update({task.task_arn: task for task in created})
        return created

    def stop_task(
        self: EC2ContainerServiceBackend, cluster_str: str, task_str: str, reason: str | None
    ) -> Task:
        tasks = self.tasks.get(self._get_cluster(cluster_str).name, {})
        for arn, task in tasks.items():
            if task_str in (arn, task.id):
                task.ask_to_stop(control.clock.utc(), code=texts.USER_INITIATED, reason=reason)
                found: Task = task
                return found
        raise InvalidParameterException("The referenced task was not found.")

    EC2ContainerServiceBackend.run_task = run_task
    EC2ContainerServiceBackend.stop_task = stop_task
    EC2ContainerServiceBackend.list_tasks = _list_tasks
    EC2ContainerServiceResponse.describe_tasks = _with_failures(
        EC2ContainerServiceResponse.describe_tasks
    )
    EC2ContainerServiceResponse.run_task = _once_a_token(EC2ContainerServiceResponse.run_task)


def _check(
    definition: Any,
    count: int,
    overrides: dict[str, Any] | None,
    networking_configuration: dict[str, Any] | None,
) -> None:
    """Refuse what AWS refuses."""
    if definition.status != "ACTIVE":
        raise EcsClientException("TaskDefinition is inactive")
    if not 1 <= count <= _MAX_COUNT:
        raise InvalidParameterException(f"Count should be between 1 and {_MAX_COUNT}.")
    if definition.network_mode == "awsvpc" and not networking_configuration:
        raise InvalidParameterException(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified."
        )
    names = {each["name"] for each in definition.container_definitions}
    for override in (overrides or {}).get("containerOverrides", []):
        name = override.get("name")
        if name not in names:
            raise InvalidParameterException(
                f"Override for container named {name} is not a container in the TaskDefinition."
            )


def _list_tasks(  # noqa: PLR0917 - moto calls it so
    self: EC2ContainerServiceBackend,
    cluster_str: str | None = None,
    container_instance: str | None = None,
    family: str | None = None,
    started_by: str | None = None,
    service_name: str | None = None,
    desiredStatus: str | None = None,  # noqa: N803 - moto calls it so
) -> Sequence[Task]:
    if cluster_str:
        tasks = self.tasks.get(self._get_cluster(cluster_str).name, {}).values()
    else:
        # Moto's own way to find a task's tags: all of them.
        return [task for each in self.tasks.values() for task in each.values()]
    group = f"service:{service_name.split('/')[-1]}" if service_name else None
    return [
        task
        for task in tasks
        if task.desired_status == (desiredStatus or "RUNNING")
        and not container_instance
        and (not family or f"/{family}:" in task.task_definition_arn)
        and (not started_by or task.started_by == started_by)
        and (not group or task.group == group)
    ]


def _with_failures(plain: Any) -> Any:
    @functools.wraps(plain)
    def describe_tasks(self: Any) -> Any:
        answer = plain(self)
        found = {task.task_arn for task in answer.result["tasks"]}
        known = found | {arn.rpartition("/")[2] for arn in found}
        answer.result["failures"] = [
            {"arn": asked, "reason": "MISSING"}
            for asked in self._get_param("tasks", [])
            if asked not in known
        ]
        return answer

    return describe_tasks


def _once_a_token(plain: Any) -> Any:
    @functools.wraps(plain)
    def run_task(self: Any) -> Any:
        token = self._get_param("clientToken")
        answers = self.ecs_backend.__dict__.setdefault(_TOKENS, {})
        asked = {name: value for name, value in self._get_params().items() if name != "clientToken"}
        if token in answers:
            before, answer = answers[token]
            if before != asked:
                raise JsonRESTError(
                    "ConflictException",
                    "The RunTask request could not be processed because the client token was "
                    "used with other parameters before.",
                )
            return answer
        answer = plain(self)
        if token:
            answers[token] = (asked, answer)
        return answer

    return run_task
