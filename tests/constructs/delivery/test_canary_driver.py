"""The hosted driver's function, state machine, roles and ways through the network."""

from __future__ import annotations

import base64
import dataclasses
import json
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from stacks.environments import load
from tests.constructs.delivery_parts import IN_REGION, synthesized
from tests.constructs.drive_needs import NEEDS, arn
from tests.constructs.harness import ACCOUNT, Synthesized, synthesize
from tests.constructs.iam_decisions import is_allowed
from webservice.contract.state_machine import definition
from webservice.delivery.canary_driver import CanaryDriver
from webservice.keys import Keys
from webservice.network.security_group import SecurityGroup
from webservice.settings import HostedDriverSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

DIGEST = "ab" * 32
LAYER = arn("lambda", "layer:sluice-requirements:3")
SETTINGS = HostedDriverSettings(
    package_bucket="web-artifacts",
    package_sha256=DIGEST,
    layer_arns=(LAYER,),
    log_retention_days=90,
)
ADDRESSES = ["192.0.2.1", "192.0.2.2"]
JOURNAL_ALIAS = {"kms__ResourceAliases": "alias/sluice-journal"}


def _build(stack: TerraformStack) -> None:
    environment = dataclasses.replace(load("stage"), hosted_driver=SETTINGS)
    keys = Keys(
        stack,
        "keys",
        prefix=environment.prefix,
        account=environment.account,
        region=environment.region,
    )
    network: Any = SimpleNamespace(
        vpc_id="vpc-1", private_subnet_ids=["subnet-1", "subnet-2"], nat_addresses=ADDRESSES
    )
    load_balancer: Any = SimpleNamespace(
        security_group=SecurityGroup(stack, "lb", name="lb", description="lb", vpc_id="vpc-1")
    )
    CanaryDriver(
        stack,
        "driver",
        environment=environment,
        settings=SETTINGS,
        network=network,
        load_balancer=load_balancer,
        topic_arn=arn("sns", "web-stage-alerts"),
        logs_key=keys.logs,
    )


@cache
def _driver() -> Synthesized:
    return synthesize(_build)


@cache
def _statements(name: str) -> list[dict[str, Any]]:
    """Return what the role of this name is granted."""
    (role,) = (
        logical for logical, one in _driver().all("aws_iam_role").items() if one["name"] == name
    )
    return [
        statement
        for policy in _driver().all("aws_iam_role_policy").values()
        if policy["role"] == f"${{aws_iam_role.{role}.name}}"
        for statement in json.loads(policy["policy"])["Statement"]
    ]


@cache
def _boundary() -> list[dict[str, Any]]:
    (policy,) = synthesized().where("aws_iam_policy", name="sluice-driver-boundary")
    found: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return found


def test_the_function_runs_exactly_the_package_that_is_named() -> None:
    function = _driver().one("aws_lambda_function")
    assert function["s3_bucket"] == "web-artifacts"
    assert function["s3_key"] == f"sluice-driver/{DIGEST}.zip"
    assert base64.b64decode(function["source_code_hash"]).hex() == DIGEST
    assert function["layers"] == [LAYER]
    assert (function["runtime"], function["architectures"]) == ("python3.12", ["arm64"])
    assert function["handler"] == "sluice.canary.handler.handler"


def test_the_function_has_no_secrets_to_hide_and_few_invocations_at_once() -> None:
    function = _driver().one("aws_lambda_function")
    assert "environment" not in function
    assert function["reserved_concurrent_executions"] == 2
    assert function["tracing_config"] == {"mode": "Active"}


def test_the_state_machine_is_the_hosted_drivers_own() -> None:
    machine = _driver().one("aws_sfn_state_machine")
    (function,) = _driver().all("aws_lambda_function")
    assert json.loads(machine["definition"]) == definition(
        service="web",
        environment="stage",
        function_arn=f"${{aws_lambda_function.{function}.arn}}",
        topic_arn=arn("sns", "web-stage-alerts"),
    )
    assert machine["type"] == "STANDARD"
    assert machine["logging_configuration"]["level"] == "ALL"
    assert machine["tracing_configuration"] == {"enabled": True}


def test_logs_are_kept_as_long_as_settings_say_and_encrypted() -> None:
    groups = _driver().all("aws_cloudwatch_log_group")
    assert sorted(groups) == ["log_group_driver_function", "log_group_driver_machine"]
    for group in groups.values():
        assert group["retention_in_days"] == 90
        assert group["kms_key_id"] == "${aws_kms_key.key_logs.arn}"


def test_function_and_state_machine_wait_for_what_they_may_do() -> None:
    for kind in ("aws_lambda_function", "aws_sfn_state_machine"):
        (dependency,) = _driver().one(kind)["depends_on"]
        assert dependency.startswith("aws_iam_role_policy.")


def test_the_test_listener_is_open_to_the_function_by_its_nat_addresses_only() -> None:
    rules = _driver().all("aws_vpc_security_group_ingress_rule").values()
    assert sorted((rule["cidr_ipv4"], rule["from_port"]) for rule in rules) == [
        ("192.0.2.1/32", 8443),
        ("192.0.2.2/32", 8443),
    ]
    out = _driver().all("aws_vpc_security_group_egress_rule").values()
    assert sorted(rule["from_port"] for rule in out) == [443, 8443]


def test_its_roles_carry_the_boundary_of_drivers() -> None:
    roles = _driver().all("aws_iam_role").values()
    assert {role["name"] for role in roles} == {"web-stage-driver", "web-stage-driver-steps"}
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/sluice-driver-boundary"
    assert {role["permissions_boundary"] for role in roles} == {boundary}


_NEEDS = [(call, need) for call, needs in NEEDS.items() for need in needs]


@pytest.mark.parametrize(
    ("call", "need"), _NEEDS, ids=[f"{call[1]}-{need[0]}" for call, need in _NEEDS]
)
def test_the_function_may_make_every_call_of_a_release_and_the_boundary_lets_it(
    call: tuple[str, str], need: Any
) -> None:
    action, resource, context = need
    partition = {"dynamodb__LeadingKeys": "environment#web/stage"}
    where = {**context, **JOURNAL_ALIAS, **partition}
    assert is_allowed(_statements("web-stage-driver"), action, resource, **where), call
    assert is_allowed(_boundary(), action, resource, **where), call


@pytest.mark.parametrize(
    "need", [need for _, need in _NEEDS if "web-stage" in need[1]], ids=lambda need: need[0]
)
def test_the_function_reaches_no_other_environment(need: Any) -> None:
    action, resource, context = need
    for other in ("web-prod", "shop-stage"):
        elsewhere = {name: text.replace("web-stage", other) for name, text in context.items()}
        reached = resource.replace("web-stage", other)
        assert not is_allowed(_statements("web-stage-driver"), action, reached, **elsewhere)


def test_the_function_writes_its_own_environments_part_of_the_journal_only() -> None:
    granted = _statements("web-stage-driver")
    table = arn("dynamodb", "table/sluice-journal")
    for partition, expected in (
        ("environment#web/stage", True),
        ("release#20261125T235608Z-3f2a", True),
        ("environment#web/prod", False),
    ):
        where = {**IN_REGION, "dynamodb__LeadingKeys": partition}
        assert is_allowed(granted, "dynamodb:PutItem", table, **where) is expected
    assert not is_allowed(granted, "dynamodb:DeleteItem", table, **IN_REGION)
    through = {"kms__ViaService": "dynamodb.eu-west-1.amazonaws.com"}
    other_key = {**through, "kms__ResourceAliases": "alias/web-prod-data"}
    assert not is_allowed(granted, "kms:Decrypt", arn("kms", "key/1"), **other_key)


def test_the_function_reads_its_own_descriptor_only() -> None:
    granted = _statements("web-stage-driver")
    stage, prod = (
        arn("ssm", f"parameter/sluice/web/{name}/deployment") for name in ("stage", "prod")
    )
    assert is_allowed(granted, "ssm:GetParameter", stage, **IN_REGION)
    assert not is_allowed(granted, "ssm:GetParameter", prod, **IN_REGION)


def test_the_state_machine_may_invoke_its_function_and_tell_people() -> None:
    granted = _statements("web-stage-driver-steps")
    (function,) = _driver().all("aws_lambda_function")
    token = f"${{aws_lambda_function.{function}.arn}}"
    assert is_allowed(granted, "lambda:InvokeFunction", token)
    assert not is_allowed(granted, "lambda:InvokeFunction", arn("lambda", "function:other"))
    assert is_allowed(granted, "sns:Publish", arn("sns", "web-stage-alerts"))
    assert not is_allowed(granted, "sns:Publish", arn("sns", "web-prod-alerts"))
    assert is_allowed(_boundary(), "lambda:InvokeFunction", arn("lambda", "function:web-stage-x"))


def test_the_boundary_fits_into_a_managed_policy_and_allows_no_infrastructure() -> None:
    text = json.dumps(_boundary(), separators=(",", ":"))
    assert len(text) < 6_144
    for action in ("iam:CreateRole", "iam:PutRolePolicy", "s3:GetObject", "ecs:DeleteService"):
        assert not is_allowed(_boundary(), action, "*", **IN_REGION)
