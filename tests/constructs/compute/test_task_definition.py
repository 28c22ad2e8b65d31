"""The task definition: one container that may do as little as possible."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.constructs.harness import Synthesized, synthesize
from tests.constructs.service_parts import DIGEST, REPOSITORY_URL, add_service, settings
from webservice.compute.task_definition import container_definition
from webservice.errors import InvalidValue


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(lambda stack: add_service(stack, settings(architecture="X86_64")))


@pytest.fixture(scope="module")
def container(synthesized: Synthesized) -> dict[str, Any]:
    definition = synthesized.all("aws_ecs_task_definition")["task_definition"]
    (container,) = json.loads(definition["container_definitions"])
    found: dict[str, Any] = container
    return found


def _container(**changes: Any) -> dict[str, Any]:
    return container_definition(
        settings=settings(**changes),
        image="image@sha256:1",
        variables={"DATABASE_HOST": "db"},
        secret_arns={"SESSION_KEY": "arn"},
        log_group_name="/ecs/app",
        region="eu-west-1",
    )


def test_it_runs_on_fargate_in_the_size_and_architecture_of_the_settings(
    synthesized: Synthesized,
) -> None:
    definition = synthesized.one("aws_ecs_task_definition")
    assert definition["requires_compatibilities"] == ["FARGATE"]
    assert definition["network_mode"] == "awsvpc"
    assert (definition["cpu"], definition["memory"]) == ("256", "512")
    assert definition["runtime_platform"]["cpu_architecture"] == "X86_64"


def test_terraform_neither_follows_nor_deregisters_what_a_release_registers(
    synthesized: Synthesized,
) -> None:
    definition = synthesized.one("aws_ecs_task_definition")
    assert definition["track_latest"] is False
    assert definition["skip_destroy"] is True


def test_the_image_is_pinned_by_digest(container: dict[str, Any]) -> None:
    assert container["image"] == f"{REPOSITORY_URL}@{DIGEST}"


def test_the_container_is_not_root_and_has_no_capability(container: dict[str, Any]) -> None:
    assert container["user"] == "10001:10001"
    assert container["privileged"] is False
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert container["linuxParameters"]["initProcessEnabled"] is True


def test_only_mounted_folders_are_writable(
    synthesized: Synthesized, container: dict[str, Any]
) -> None:
    assert container["readonlyRootFilesystem"] is True
    mounts = {mount["sourceVolume"]: mount["containerPath"] for mount in container["mountPoints"]}
    assert mounts["tmp"] == "/tmp"
    volumes = synthesized.one("aws_ecs_task_definition")["volume"]
    assert [volume["name"] for volume in volumes] == sorted(mounts)


def test_secrets_are_references_and_no_variable_holds_one(
    synthesized: Synthesized, container: dict[str, Any]
) -> None:
    assert container["secrets"] == [
        {
            "name": "API_TOKEN",
            "valueFrom": "${aws_secretsmanager_secret.secret_api_token.arn}",
        },
        {
            "name": "SESSION_KEY",
            "valueFrom": "${aws_secretsmanager_secret.secret_session_key.arn}",
        },
    ]
    assert not {secret["name"] for secret in container["secrets"]} & {
        variable["name"] for variable in container["environment"]
    }


def test_the_environment_is_sorted_and_says_where_the_database_is(
    container: dict[str, Any],
) -> None:
    assert container["environment"] == [
        {"name": "DATABASE_HOST", "value": "database.internal"},
        {"name": "DATABASE_NAME", "value": "app"},
        {"name": "DATABASE_PORT", "value": "5432"},
        {"name": "DATABASE_USER", "value": "app"},
        {"name": "LOG_LEVEL", "value": "info"},
    ]


def test_slow_logs_do_not_stop_the_application(container: dict[str, Any]) -> None:
    logs = container["logConfiguration"]
    assert logs["logDriver"] == "awslogs"
    assert logs["options"]["mode"] == "non-blocking"
    assert logs["options"]["awslogs-group"] == "${aws_cloudwatch_log_group.log_group_app.name}"


def test_the_health_check_asks_the_settings_path_with_the_images_python() -> None:
    check = _container(health_check_path="/ready", container_port=9000)["healthCheck"]
    assert check["command"][:3] == ["CMD", "python", "-c"]
    assert "'http://127.0.0.1:9000/ready'" in check["command"][3]
    compile(check["command"][3], "check", "exec")


@pytest.mark.parametrize(("grace_seconds", "start_period"), [(60, 60), (900, 300)])
def test_the_start_period_follows_the_grace_period_up_to_ecss_limit(
    grace_seconds: int, start_period: int
) -> None:
    check = _container(health_check_grace_seconds=grace_seconds)["healthCheck"]
    assert check["startPeriod"] == start_period


@pytest.mark.parametrize(
    "environment",
    [
        (("DATABASE_HOST", "elsewhere"),),
        (("SESSION_KEY", "in the clear"),),
        (("LOG_LEVEL", "info"), ("LOG_LEVEL", "debug")),
    ],
    ids=["set by the stack", "a secret", "twice"],
)
def test_a_variable_is_set_once(environment: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(InvalidValue, match=r"service\.environment = .*another entry sets"):
        _container(environment=environment)
