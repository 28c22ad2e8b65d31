"""Turns a task's definition into the programs to run. In moto's thread only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values
from lab.ecs.moto_values import CannotStart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.control import Control
    from lab.ecs.images import ImageTable
    from lab.ecs.tasks import Container, Task

_STOP_TIMEOUT_SECONDS = 30
# All that a task has of the lab's own environment: what programs need to run at all.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV")
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - a plain text


@dataclass(frozen=True)
class LogStream:
    """Where a container's output goes."""

    region: str
    group: str
    stream: str


@dataclass(frozen=True)
class Launch:
    """A container that is ready to run.

    `container_port` is the first port that the definition maps, None where it maps none; the
    program is told by PORT where it really listens.
    """

    name: str
    digest: str
    program: tuple[str, ...]
    environment: Mapping[str, str]
    essential: bool
    stop_timeout_seconds: float
    container_port: int | None
    log: LogStream | None


def prepare(task: Task, control: Control, images: ImageTable) -> list[Launch]:
    """Return what to run for a task: images found, secrets pulled, log streams made.

    Raises:
        CannotStart: as AWS would say it.
    """
    region = task.cluster_arn.split(":")[3]
    overrides = {each["name"]: each for each in task.overrides["containerOverrides"]}
    launches = []
    for each, container in zip(task.definition.container_definitions, task.containers, strict=True):
        override = overrides.get(each["name"], {})
        launches.append(_launch(task, each, container, override, region, control, images))
    return launches


def _launch(  # noqa: PLR0917 - one caller, right above
    task: Task,
    definition: Mapping[str, Any],
    container: Container,
    override: Mapping[str, Any],
    region: str,
    control: Control,
    images: ImageTable,
) -> Launch:
    secrets = {
        each["name"]: moto_values.secret(each["valueFrom"], account=control.account, region=region)
        for each in definition.get("secrets") or []
    }
    digest = moto_values.digest_of(container.image, account=control.account) or ""
    image = images.find(digest)
    if image is None:
        raise CannotStart(
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed "
            f"to resolve ref {container.image}: {container.image}: not found"
        )
    ports = definition.get("portMappings") or []
    return Launch(
        name=container.name,
        digest=digest,
        program=tuple(
            image.program(
                definition.get("entryPoint"), override.get("command") or definition.get("command")
            )
        ),
        environment={
            **_surroundings(control, region),
            **image.environment,
            **_pairs(definition.get("environment")),
            **secrets,
            **_pairs(override.get("environment")),
        },
        essential=container.essential,
        stop_timeout_seconds=definition.get("stopTimeout") or _STOP_TIMEOUT_SECONDS,
        container_port=ports[0]["containerPort"] if ports else None,
        log=_log(task, definition, region, control),
    )


def _surroundings(control: Control, region: str) -> dict[str, str]:
    """Return what a container finds on AWS: its role's credentials, the way to the API."""
    own = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **own,
        "PYTHONPATH": _ROOT,
        "AWS_ENDPOINT_URL": control.endpoint,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": "task",
        "AWS_SECRET_ACCESS_KEY": "task",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": "AWS_ECS_FARGATE",
        "PGSSLROOTCERT": str(control.authority.bundle),
    }


def _pairs(listed: list[Mapping[str, str]] | None) -> dict[str, str]:
    return {each["name"]: each["value"] for each in listed or []}


def _log(
    task: Task, definition: Mapping[str, Any], region: str, control: Control
) -> LogStream | None:
    configuration = definition.get("logConfiguration") or {}
    options = configuration.get("options") or {}
    if configuration.get("logDriver") != "awslogs" or "awslogs-group" not in options:
        return None
    found = LogStream(
        options.get("awslogs-region", region),
        options["awslogs-group"],
        f"{options.get('awslogs-stream-prefix', 'ecs')}/{definition['name']}/{task.id}",
    )
    moto_values.open_stream(
        found.group,
        found.stream,
        create_group=options.get("awslogs-create-group") == "true",
        account=control.account,
        region=found.region,
    )
    return found
