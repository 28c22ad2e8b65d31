"""The two ECS services, their roles and their security group."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import ACCOUNT, Synthesized, synthesize
from tests.constructs.service_parts import DATABASE_ARN, REPOSITORY_ARN, add_service, settings

if TYPE_CHECKING:
    from cdktf import TerraformStack

COLOURS = ("blue", "green")


def _build(stack: TerraformStack) -> None:
    service = add_service(stack, settings(desired_count=3, spot_percent=70))
    # What the descriptor and the alarms read.
    TerraformOutput(stack, "names", value=service.names)
    TerraformOutput(stack, "arns", value=service.arns)
    TerraformOutput(stack, "container_name", value=service.container_name)


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(_build)


def _services(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    services = synthesized.all("aws_ecs_service")
    assert sorted(services) == ["service_blue", "service_green"]
    return {colour: services[f"service_{colour}"] for colour in COLOURS}


def _policies(synthesized: Synthesized, role: str) -> dict[str, list[dict[str, Any]]]:
    ((logical_id, _),) = [
        (logical_id, found)
        for logical_id, found in synthesized.all("aws_iam_role").items()
        if found["name"] == role
    ]
    return {
        policy["name"]: json.loads(policy["policy"])["Statement"]
        for policy in synthesized.all("aws_iam_role_policy").values()
        if policy["role"] == f"${{aws_iam_role.{logical_id}.name}}"
    }


def test_each_colour_has_its_service_behind_its_own_target_group(
    synthesized: Synthesized,
) -> None:
    for colour, service in _services(synthesized).items():
        assert service["name"] == f"web-test-{colour}"
        assert service["load_balancer"] == [
            {
                "container_name": "app",
                "container_port": 8080,
                "target_group_arn": f"arn-{colour}",
            }
        ]


def test_blue_serves_first_and_green_waits_at_zero(synthesized: Synthesized) -> None:
    services = _services(synthesized)
    assert services["blue"]["desired_count"] == 3
    assert services["green"]["desired_count"] == 0


def test_terraform_leaves_what_releases_move(synthesized: Synthesized) -> None:
    for service in _services(synthesized).values():
        assert service["lifecycle"]["ignore_changes"] == ["task_definition", "desired_count"]


def test_the_colours_differ_in_name_target_group_and_count_only(synthesized: Synthesized) -> None:
    blue, green = (
        {
            key: value
            for key, value in service.items()
            if key not in ("name", "load_balancer", "desired_count")
        }
        for service in _services(synthesized).values()
    )
    assert blue == green


def test_a_bad_deployment_is_rolled_back_and_takes_no_capacity(synthesized: Synthesized) -> None:
    for service in _services(synthesized).values():
        assert service["deployment_circuit_breaker"] == {"enable": True, "rollback": True}
        assert service["deployment_minimum_healthy_percent"] == 100
        assert service["deployment_maximum_percent"] == 200
        assert service["health_check_grace_period_seconds"] == 60
        assert service["availability_zone_rebalancing"] == "ENABLED"
        assert service["wait_for_steady_state"] is False


def test_tasks_run_in_private_subnets_without_a_public_address(synthesized: Synthesized) -> None:
    for service in _services(synthesized).values():
        network = service["network_configuration"]
        assert network["assign_public_ip"] is False
        assert network["subnets"] == ["subnet-private-1", "subnet-private-2"]
        assert len(network["security_groups"]) == 1


def test_min_count_runs_on_demand_and_the_rest_by_percent(synthesized: Synthesized) -> None:
    for service in _services(synthesized).values():
        assert service["capacity_provider_strategy"] == [
            {"base": 2, "capacity_provider": "FARGATE", "weight": 30},
            {"base": 0, "capacity_provider": "FARGATE_SPOT", "weight": 70},
        ]
        # Or a change of the strategy would destroy and create the service.
        assert service["force_new_deployment"] is True
        assert "launch_type" not in service


def test_the_services_wait_for_the_clusters_capacity_providers(synthesized: Synthesized) -> None:
    (providers,) = synthesized.all("aws_ecs_cluster_capacity_providers")
    for service in _services(synthesized).values():
        assert f"aws_ecs_cluster_capacity_providers.{providers}" in service["depends_on"]


def test_without_spot_there_is_no_spot() -> None:
    on_demand = synthesize(lambda stack: add_service(stack, settings(spot_percent=0)))
    for service in _services(on_demand).values():
        assert [item["capacity_provider"] for item in service["capacity_provider_strategy"]] == [
            "FARGATE"
        ]


def test_only_ecs_of_this_account_may_assume_the_roles(synthesized: Synthesized) -> None:
    roles = synthesized.all("aws_iam_role").values()
    assert {role["name"] for role in roles} == {"web-test-task", "web-test-task-execution"}
    for role in roles:
        (statement,) = json.loads(role["assume_role_policy"])["Statement"]
        assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_the_execution_role_reaches_only_what_starting_a_task_needs(
    synthesized: Synthesized,
) -> None:
    policies = _policies(synthesized, "web-test-task-execution")
    resources = {name: statements[0]["Resource"] for name, statements in policies.items()}
    assert resources == {
        "pull-image": REPOSITORY_ARN,
        "read-secrets": [
            "${aws_secretsmanager_secret.secret_session_key.arn}",
            "${aws_secretsmanager_secret.secret_api_token.arn}",
        ],
        "read-secrets-key": "${aws_kms_key.key_secrets.arn}",
        "write-logs": "${aws_cloudwatch_log_group.log_group_app.arn}:*",
    }


def test_the_task_role_connects_as_the_applications_user_and_reads_no_secret(
    synthesized: Synthesized,
) -> None:
    policies = _policies(synthesized, "web-test-task")
    assert sorted(policies) == ["connect-database", "execute-command", "read-logs-key"]
    (connect,) = policies["connect-database"]
    assert connect["Resource"] == f"{DATABASE_ARN}/app"


def test_a_service_without_secrets_has_no_right_to_any() -> None:
    without = synthesize(lambda stack: add_service(stack, settings(secret_names=())))
    policies = _policies(without, "web-test-task-execution")
    assert sorted(policies) == ["pull-image", "write-logs"]


def _rules(synthesized: Synthesized, direction: str) -> set[tuple[Any, ...]]:
    """Return (owner, peer, port) of all rules of a direction, groups by their names."""
    names = {
        f"${{aws_security_group.{logical_id}.id}}": group["name"]
        for logical_id, group in synthesized.all("aws_security_group").items()
    }
    found = set()
    for rule in synthesized.all(f"aws_vpc_security_group_{direction}_rule").values():
        peer = (
            names.get(rule.get("referenced_security_group_id", ""))
            or rule.get("cidr_ipv4")
            or rule.get("prefix_list_id")
        )
        found.add((names[rule["security_group_id"]], peer, rule["from_port"]))
        assert rule["from_port"] == rule["to_port"]
    return found


def test_tasks_take_requests_from_the_load_balancer_only(synthesized: Synthesized) -> None:
    assert _rules(synthesized, "ingress") == {
        ("web-test-service", "load-balancer", 8080),
        ("database", "web-test-service", 5432),
    }


def test_tasks_reach_the_database_and_aws_through_its_endpoints_only(
    synthesized: Synthesized,
) -> None:
    assert _rules(synthesized, "egress") == {
        ("load-balancer", "web-test-service", 8080),
        ("web-test-service", "database", 5432),
        ("web-test-service", "endpoints", 443),
        ("web-test-service", "pl-s3", 443),
    }


def test_without_endpoints_tasks_reach_https_through_nat() -> None:
    nat = synthesize(lambda stack: add_service(stack, settings(), endpoints=False))
    reached = {peer for owner, peer, _ in _rules(nat, "egress") if owner == "web-test-service"}
    assert reached == {"database", "0.0.0.0/0"}


def test_the_applications_log_group_is_encrypted_and_kept(synthesized: Synthesized) -> None:
    group = synthesized.all("aws_cloudwatch_log_group")["log_group_app"]
    assert group["kms_key_id"] == "${aws_kms_key.key_logs.arn}"
    assert group["retention_in_days"] == 365


def test_names_and_arns_are_handed_out_by_colour(synthesized: Synthesized) -> None:
    output = synthesized.document["output"]
    assert output["names"]["value"] == {
        colour: f"${{aws_ecs_service.service_{colour}.name}}" for colour in COLOURS
    }
    assert output["arns"]["value"] == {
        colour: f"${{aws_ecs_service.service_{colour}.id}}" for colour in COLOURS
    }
    assert output["container_name"]["value"] == "app"
