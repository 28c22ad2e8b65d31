"""Tasks that belong to no service: they run once, and are kept with their exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from tests.lab.ecs.conftest import Cluster

TELL = (
    "import json, os, sys; print(json.dumps(dict(os.environ))); print('done'); "
    "sys.exit(int(os.environ.get('CODE', '0')))"
)


def _finished(cluster: Cluster, **parameters: Any) -> dict[str, Any]:
    (task,) = cluster.ecs.run_task(cluster="c", **parameters)["tasks"]
    assert task["lastStatus"] == "PROVISIONING"
    arn = task["taskArn"]
    cluster.ecs.get_waiter("tasks_stopped").wait(
        cluster="c", tasks=[arn], WaiterConfig={"Delay": 1, "MaxAttempts": 15}
    )
    found: dict[str, Any] = cluster.ecs.describe_tasks(cluster="c", tasks=[arn])["tasks"][0]
    return found


def _lines(cluster: Cluster, task: dict[str, Any]) -> list[str]:
    id_ = task["taskArn"].rpartition("/")[2]
    events = cluster.lab.client("logs").get_log_events(
        logGroupName="/app", logStreamName=f"task/app/{id_}", startFromHead=True
    )["events"]
    return [event["message"] for event in events]


def test_exit_code_and_output_are_kept(cluster: Cluster) -> None:
    digest = cluster.lab.add_image("4", "1", entry_point=["{python}", "-c", TELL])
    overrides = {
        "containerOverrides": [{"name": "app", "environment": [{"name": "CODE", "value": "5"}]}]
    }
    task = _finished(cluster, taskDefinition=cluster.define(digest), overrides=overrides)
    assert task["containers"][0]["exitCode"] == 5
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["lastStatus"] == "STOPPED"
    times = [task[name] for name in ("createdAt", "startedAt", "stoppingAt", "stoppedAt")]
    assert times == sorted(times)
    assert _lines(cluster, task)[-1] == "done"


def test_a_container_gets_its_environment_and_secrets_and_not_the_labs(cluster: Cluster) -> None:
    secret = cluster.lab.client("secretsmanager").create_secret(
        Name="both", SecretString=json.dumps({"user": "u", "key": "k"})
    )["ARN"]
    cluster.lab.client("ssm").put_parameter(Name="/level", Value="high", Type="SecureString")
    digest = cluster.lab.add_image(
        "4", "1", entry_point=["{python}", "-c", TELL], environment={"OWN": "image", "B": "image"}
    )
    definition = cluster.define(
        digest,
        environment=[{"name": "B", "value": "definition"}, {"name": "PORT", "value": "80"}],
        secrets=[
            {"name": "KEY", "valueFrom": f"{secret}:key::"},
            {"name": "LEVEL", "valueFrom": "/level"},
        ],
    )
    seen = json.loads(_lines(cluster, _finished(cluster, taskDefinition=definition))[0])
    assert (seen["OWN"], seen["B"], seen["KEY"], seen["LEVEL"]) == (
        "image",
        "definition",
        "k",
        "high",
    )
    assert seen["AWS_ENDPOINT_URL"] == cluster.lab.url
    assert seen["AWS_REGION"] == "eu-west-1"
    assert "BEGIN CERTIFICATE" in Path(seen["PGSSLROOTCERT"]).read_text()
    assert int(seen["PORT"]) > 1024
    assert not [name for name in seen if name.startswith(("MOTO_", "PYTEST"))]


def test_a_command_override_runs_the_migrations(cluster: Cluster) -> None:
    overrides = {"containerOverrides": [{"name": "app", "command": ["migrate"]}]}
    task = _finished(cluster, taskDefinition=cluster.define(), overrides=overrides)
    # There is no database here, and it says so.
    assert task["containers"][0]["exitCode"] == 2
    assert "DATABASE_HOST" in _lines(cluster, task)[0]


def test_a_stopped_task_ends_with_its_reason(cluster: Cluster) -> None:
    (task,) = cluster.ecs.run_task(cluster="c", taskDefinition=cluster.define())["tasks"]
    until(lambda: cluster.tasks()[0]["healthStatus"] == "HEALTHY", "it does not run")
    cluster.ecs.stop_task(cluster="c", task=task["taskArn"], reason="enough")
    until(lambda: cluster.tasks("STOPPED")[0]["lastStatus"] == "STOPPED", "it does not end")
    (ended,) = cluster.tasks("STOPPED")
    assert (ended["stopCode"], ended["stoppedReason"]) == ("UserInitiated", "enough")
    assert ended["containers"][0]["exitCode"] == 0
    assert not cluster.lab.children()


def test_a_client_token_runs_a_task_once(cluster: Cluster) -> None:
    definition = cluster.define()
    asked = {"cluster": "c", "taskDefinition": definition, "clientToken": "t"}
    first = cluster.ecs.run_task(**asked)["tasks"][0]["taskArn"]
    assert cluster.ecs.run_task(**asked)["tasks"][0]["taskArn"] == first
    assert len(cluster.tasks()) == 1


def test_what_aws_refuses_is_refused(cluster: Cluster) -> None:
    definition = cluster.define()
    overrides = {"containerOverrides": [{"name": "other", "command": ["x"]}]}
    with pytest.raises(ClientError, match="not a container in the TaskDefinition"):
        cluster.ecs.run_task(cluster="c", taskDefinition=definition, overrides=overrides)
    cluster.ecs.deregister_task_definition(taskDefinition=definition)
    with pytest.raises(ClientError, match="TaskDefinition is inactive"):
        cluster.ecs.run_task(cluster="c", taskDefinition=definition)


def test_a_task_that_was_never_there_is_a_failure(cluster: Cluster) -> None:
    answer = cluster.ecs.describe_tasks(cluster="c", tasks=["0" * 32])
    assert answer["tasks"] == []
    assert answer["failures"] == [{"arn": "0" * 32, "reason": "MISSING"}]
