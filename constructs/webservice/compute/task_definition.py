"""The task definition: one container, pinned by digest, that may do as little as possible."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.ecs_task_definition import (
    EcsTaskDefinition,
    EcsTaskDefinitionRuntimePlatform,
    EcsTaskDefinitionVolume,
)
from constructs import Construct

from webservice.errors import require
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webservice.compute.task_roles import TaskRoles
    from webservice.settings import ServiceSettings

CONTAINER_NAME = "app"
# A user and group without a name in the image's /etc/passwd.
NON_ROOT_USER = "10001:10001"

# What stays writable under a read-only root file system, on the task's ephemeral storage.
# /tmp is the application's: Fargate gives a volume the owner and mode that the image's own
# folder has where the image declares it (VOLUME /tmp), and root's where it does not. The
# others are the session agent's, which runs as root: AWS documents no list of them and
# calls exec under a read-only root unsupported; these three are known to be enough.
WRITABLE_FOLDERS = {
    "managed-agents": "/managed-agents",
    "ssm-library": "/var/lib/amazon/ssm",
    "ssm-logs": "/var/log/amazon/ssm",
    "tmp": "/tmp",  # noqa: S108 - a mount of the task's own
}

_CHECK_INTERVAL_SECONDS = 10
_CHECK_TIMEOUT_SECONDS = 5
_CHECK_RETRIES = 3
# ECS allows a start period of up to five minutes.
_MAX_START_PERIOD_SECONDS = 300


class TaskDefinition(Construct):
    """The first revision of the service's task definition, and the template of the others.

    A release registers a further revision of the same family from this one with another
    image digest, so Terraform neither follows the latest revision (`track_latest`) nor
    deregisters one that it replaces (`skip_destroy`): that one may be live, or what a
    rollback goes back to.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        family: str,
        region: str,
        settings: ServiceSettings,
        repository_url: str,
        variables: Mapping[str, str],
        secret_arns: Mapping[str, str],
        roles: TaskRoles,
        log_group_name: str,
        destroyable: bool = False,
    ) -> None:
        """Register the task definition.

        Args:
            scope: the parent.
            id_: the construct's id.
            family: the name that its revisions share.
            region: where the logs go.
            settings: size, architecture, port, image digest.
            repository_url: of the image, without tag or digest.
            variables: plain variables that the stack sets beside `settings.environment`.
            secret_arns: variable name to the ARN of the secret that holds its value.
            roles: the execution role and the task role.
            log_group_name: where the container's output goes.
            destroyable: lets Terraform deregister the revision.

        Raises:
            InvalidValue: a variable is set twice.
        """
        super().__init__(scope, id_)
        self.container_name = CONTAINER_NAME
        container = container_definition(
            settings=settings,
            image=f"{repository_url}@{settings.image_digest}",
            variables=variables,
            secret_arns=secret_arns,
            log_group_name=log_group_name,
            region=region,
        )
        self._definition = pin(
            EcsTaskDefinition(
                self,
                "definition",
                family=family,
                requires_compatibilities=["FARGATE"],
                network_mode="awsvpc",
                cpu=str(settings.cpu_units),
                memory=str(settings.memory_mib),
                runtime_platform=EcsTaskDefinitionRuntimePlatform(
                    cpu_architecture=settings.architecture, operating_system_family="LINUX"
                ),
                execution_role_arn=roles.execution.arn,
                task_role_arn=roles.task.arn,
                container_definitions=json.dumps([container], sort_keys=True),
                volume=[EcsTaskDefinitionVolume(name=name) for name in sorted(WRITABLE_FOLDERS)],
                track_latest=False,
                skip_destroy=not destroyable,
            ),
            "task_definition",
        )

    @cached_property
    def arn(self) -> str:
        """The ARN of Terraform's revision."""
        return self._definition.arn

    @cached_property
    def family(self) -> str:
        """The name that all revisions share."""
        return self._definition.family


def container_definition(
    *,
    settings: ServiceSettings,
    image: str,
    variables: Mapping[str, str],
    secret_arns: Mapping[str, str],
    log_group_name: str,
    region: str,
) -> dict[str, Any]:
    """Return the container as ECS's API spells it, its lists sorted by name.

    Raises:
        InvalidValue: a variable is set twice.
    """
    port = settings.container_port
    return {
        "name": CONTAINER_NAME,
        "image": image,
        "essential": True,
        "user": NON_ROOT_USER,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "versionConsistency": "enabled",
        "linuxParameters": {
            # Without an init process the session agent's children stay behind as zombies.
            "initProcessEnabled": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "portMappings": [{"containerPort": port, "hostPort": port, "protocol": "tcp"}],
        "mountPoints": [
            {"sourceVolume": name, "containerPath": path, "readOnly": False}
            for name, path in sorted(WRITABLE_FOLDERS.items())
        ],
        "environment": _environment(settings, variables, secret_arns),
        "secrets": [{"name": name, "valueFrom": arn} for name, arn in sorted(secret_arns.items())],
        "healthCheck": _health_check(settings),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group_name,
                "awslogs-region": region,
                "awslogs-stream-prefix": "task",
                # Blocking, AWS's default, stops the application when CloudWatch Logs is
                # slow; this drops the oldest lines once the buffer is full instead.
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }


def _environment(
    settings: ServiceSettings, variables: Mapping[str, str], secret_arns: Mapping[str, str]
) -> list[dict[str, str]]:
    taken = {*variables, *secret_arns}
    for name, _ in settings.environment:
        rule = "must be no variable that the stack, a secret or another entry sets"
        require(name not in taken, "service.environment", name, rule)
        taken.add(name)
    merged = {**dict(settings.environment), **variables}
    return [{"name": name, "value": value} for name, value in sorted(merged.items())]


def _health_check(settings: ServiceSettings) -> dict[str, Any]:
    # The image holds Python, and no curl to be abused. urlopen raises on 4xx and 5xx.
    url = f"http://127.0.0.1:{settings.container_port}{settings.health_check_path}"
    wait = _CHECK_TIMEOUT_SECONDS - 1
    program = f"import urllib.request as r; r.urlopen({url!r}, timeout={wait})"
    return {
        "command": ["CMD", "python", "-c", program],
        "interval": _CHECK_INTERVAL_SECONDS,
        "timeout": _CHECK_TIMEOUT_SECONDS,
        "retries": _CHECK_RETRIES,
        "startPeriod": min(settings.health_check_grace_seconds, _MAX_START_PERIOD_SECONDS),
    }
