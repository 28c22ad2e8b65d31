"""Bad containers and tasks."""

from __future__ import annotations

from benchmarks.bad_stacks.draft import Bad, Draft

_TASK = "service/task/definition"


def _variable(draft: Draft, name: str, value: str) -> None:
    draft.container(
        environment=[{"name": "LOG_LEVEL", "value": "info"}, {"name": name, "value": value}]
    )


BAD = (
    Bad("stage", "a container is privileged", lambda d: d.container(privileged=True)),
    Bad(
        "stage",
        "a container gets SYS_ADMIN",
        lambda d: d.container(linuxParameters={"capabilities": {"add": ["SYS_ADMIN"]}}),
    ),
    Bad("stage", "a container names no user", lambda d: d.container(user=None)),
    Bad("stage", "a container runs as root", lambda d: d.container(user="0:0")),
    Bad(
        "stage",
        "the root filesystem is writable",
        lambda d: d.container(readonlyRootFilesystem=False),
    ),
    Bad("stage", "no log driver", lambda d: d.container(logConfiguration=None)),
    Bad(
        "stage",
        "logs stay on the host",
        lambda d: d.container(logConfiguration={"logDriver": "json-file"}),
    ),
    Bad(
        "stage",
        "a password in a variable, known by its name",
        lambda d: _variable(d, "DATABASE_PASSWORD", "swordfish"),
    ),
    Bad(
        "stage",
        "a password in a variable's address",
        lambda d: _variable(d, "DATABASE_URL", "postgres://app:swordfish@db/app"),
    ),
    Bad(
        "stage",
        "an access key in a variable",
        lambda d: _variable(d, "UPLOADS", "AKIAQ3EGRIFFIN7XAMPL"),
    ),
    Bad(
        "stage",
        "a secret in a variable, by reference to its value",
        lambda d: _variable(d, "SESSION", "${aws_db_instance.database.password}"),
    ),
    Bad(
        "stage",
        "an image by tag",
        lambda d: d.container(image="${aws_ecr_repository.repository.repository_url}:1.4.2"),
    ),
    Bad(
        "stage",
        "an image of the day",
        lambda d: d.container(image="docker.io/library/nginx:latest"),
    ),
    Bad(
        "stage",
        "the application has the execution role",
        lambda d: d.set(_TASK, task_role_arn=d.at(_TASK)["execution_role_arn"]),
    ),
    Bad("stage", "the application has no role", lambda d: d.set(_TASK, task_role_arn=None)),
    Bad("stage", "the host's network", lambda d: d.set(_TASK, network_mode="host")),
    Bad("stage", "the host's processes", lambda d: d.set(_TASK, pid_mode="host")),
    Bad(
        "stage",
        "the container engine's socket",
        lambda d: d.set(_TASK, volume=[{"name": "tmp", "host_path": "/var/run/docker.sock"}]),
    ),
)
