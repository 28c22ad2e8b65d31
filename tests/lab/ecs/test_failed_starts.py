"""Tasks that cannot start stop with the words that AWS has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Cluster


def _failed(cluster: Cluster, definition: str) -> dict[str, Any]:
    (task,) = cluster.ecs.run_task(cluster="c", taskDefinition=definition)["tasks"]
    arn = task["taskArn"]
    cluster.ecs.get_waiter("tasks_stopped").wait(
        cluster="c", tasks=[arn], WaiterConfig={"Delay": 1, "MaxAttempts": 15}
    )
    (found,) = cluster.ecs.describe_tasks(cluster="c", tasks=[arn])["tasks"]
    assert found["stopCode"] == "TaskFailedToStart"
    assert "startedAt" not in found
    assert "exitCode" not in found["containers"][0]
    stopped: dict[str, Any] = found
    return stopped


def test_an_image_that_the_table_does_not_have_cannot_be_pulled(cluster: Cluster) -> None:
    task = _failed(cluster, cluster.define("sha256:" + "9" * 64))
    assert task["stoppedReason"].startswith("CannotPullContainerError: ")
    assert "9" * 64 in task["stoppedReason"]


def test_a_secret_without_a_value_cannot_be_pulled(cluster: Cluster) -> None:
    secrets = cluster.lab.client("secretsmanager")
    arn = secrets.create_secret(Name="empty")["ARN"]
    definition = cluster.define(secrets=[{"name": "SESSION_KEY", "valueFrom": arn}])
    task = _failed(cluster, definition)
    assert task["stoppedReason"].startswith("ResourceInitializationError: unable to pull secrets")
    assert "staging label: AWSCURRENT" in task["stoppedReason"]
    assert arn in task["stoppedReason"]


def test_a_parameter_that_is_not_there_is_named(cluster: Cluster) -> None:
    definition = cluster.define(secrets=[{"name": "KEY", "valueFrom": "/not/there"}])
    reason = _failed(cluster, definition)["stoppedReason"]
    assert reason.startswith("ResourceInitializationError: unable to pull secrets")
    assert reason.endswith("invalid ssm parameters: /not/there")


def test_a_log_group_that_is_not_there_stops_the_task(cluster: Cluster) -> None:
    cluster.lab.client("logs").delete_log_group(logGroupName="/app")
    reason = _failed(cluster, cluster.define())["stoppedReason"]
    assert "The specified log group does not exist" in reason


def test_a_program_that_is_not_there_is_named(cluster: Cluster) -> None:
    digest = cluster.lab.add_image("3", "1", entry_point=["/no/such/program"])
    reason = _failed(cluster, cluster.define(digest))["stoppedReason"]
    assert reason.startswith("CannotStartContainerError: ")
    assert "/no/such/program" in reason


def test_a_service_says_why_its_tasks_do_not_start(cluster: Cluster) -> None:
    cluster.serve(cluster.define("sha256:" + "9" * 64), 1)
    until(
        lambda: "was unable to place a task. Reason: CannotPull" in cluster.event_messages(),
        "no event says why",
    )
    until(
        lambda: "unable to consistently start tasks" in cluster.event_messages(),
        "no event says that it waits longer and longer",
    )
