"""The ECS cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.compute.cluster import Cluster
from webservice.errors import InvalidValue
from webservice.iam import Role, trust_policy
from webservice.keys import Keys

if TYPE_CHECKING:
    from cdktf import TerraformStack


def _build(stack: TerraformStack, retention_days: int = 365) -> None:
    keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
    cluster = Cluster(
        stack,
        "cluster",
        prefix="web-test",
        logs_key=keys.logs,
        log_retention_days=retention_days,
    )
    role = Role(
        stack,
        "role",
        name="task",
        assume_role_policy=trust_policy("ecs-tasks.amazonaws.com"),
        description="task",
    )
    cluster.grant_exec(role)


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(_build)


def test_the_cluster_is_pinned_and_observed(synthesized: Synthesized) -> None:
    cluster = synthesized.all("aws_ecs_cluster")["cluster"]
    assert cluster["name"] == "web-test"
    assert cluster["setting"] == [{"name": "containerInsights", "value": "enhanced"}]


def test_sessions_into_containers_are_encrypted_and_recorded(synthesized: Synthesized) -> None:
    configuration = synthesized.one("aws_ecs_cluster")["configuration"]
    assert configuration["execute_command_configuration"] == {
        "kms_key_id": "${aws_kms_key.key_logs.arn}",
        "logging": "OVERRIDE",
        "log_configuration": {
            "cloud_watch_encryption_enabled": True,
            "cloud_watch_log_group_name": "${aws_cloudwatch_log_group.log_group_exec.name}",
        },
    }


def test_its_log_groups_are_encrypted_and_kept(synthesized: Synthesized) -> None:
    groups = synthesized.all("aws_cloudwatch_log_group")
    assert {group["name"] for group in groups.values()} == {
        "/aws/ecs/containerinsights/web-test/performance",
        "/ecs/web-test/exec",
    }
    for group in groups.values():
        assert group["kms_key_id"] == "${aws_kms_key.key_logs.arn}"
        assert group["retention_in_days"] == 365


def test_container_insights_finds_its_log_group(synthesized: Synthesized) -> None:
    cluster = synthesized.one("aws_ecs_cluster")
    assert cluster["depends_on"] == ["aws_cloudwatch_log_group.log_group_insights"]


def test_tasks_may_run_on_demand_and_on_spot(synthesized: Synthesized) -> None:
    providers = synthesized.one("aws_ecs_cluster_capacity_providers")
    assert providers["capacity_providers"] == ["FARGATE", "FARGATE_SPOT"]
    (default,) = providers["default_capacity_provider_strategy"]
    assert default["capacity_provider"] == "FARGATE"


def test_exec_writes_to_the_one_log_group_and_decrypts_with_the_one_key(
    synthesized: Synthesized,
) -> None:
    statements = {
        statement["Sid"]: statement
        for policy in synthesized.all("aws_iam_role_policy").values()
        for statement in json.loads(policy["policy"])["Statement"]
    }
    record = statements["RecordSessions"]
    assert record["Resource"] == "${aws_cloudwatch_log_group.log_group_exec.arn}:*"
    assert statements["Key"]["Resource"] == "${aws_kms_key.key_logs.arn}"
    on_anything = {sid for sid, found in statements.items() if found["Resource"] == "*"}
    assert on_anything == {"FindLogGroups", "SessionChannels"}


def test_a_retention_that_cloudwatch_lacks_is_refused() -> None:
    with pytest.raises(InvalidValue, match="log_retention_days = 2: must be one of"):
        synthesize(lambda stack: _build(stack, retention_days=2))
