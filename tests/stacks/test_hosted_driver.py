"""An environment with a hosted driver: what the stack has more, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import cdktf

from stacks.environment_stack import EnvironmentStack
from stacks.environments import load
from webservice.settings import HostedDriverSettings

SETTINGS = HostedDriverSettings(
    package_bucket="web-artifacts",
    package_sha256="ab" * 32,
    layer_arns=("arn:aws:lambda:eu-west-1:123456789012:layer:requirements:1",),
)


def _stack(hosted: HostedDriverSettings | None) -> dict[str, Any]:
    environment = dataclasses.replace(load("stage"), hosted_driver=hosted)
    stack = EnvironmentStack(cdktf.Testing.app(), "stage", environment=environment)
    found: dict[str, Any] = json.loads(cdktf.Testing.synth(stack))
    return found


def test_a_hosted_driver_adds_its_parts_and_changes_no_other() -> None:
    without, hosted = _stack(None), _stack(SETTINGS)
    more = {
        (kind, name)
        for kind, resources in hosted["resource"].items()
        for name, resource in resources.items()
        if without["resource"].get(kind, {}).get(name) != resource
    }
    assert {kind for kind, _ in more} == {
        "aws_cloudwatch_log_group",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_lambda_function",
        "aws_security_group",
        "aws_sfn_state_machine",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    }
    assert all("driver" in name for _, name in more)
    assert without["resource"].keys() <= hosted["resource"].keys()
    assert "hosted_driver" in hosted["output"]
    assert "hosted_driver" not in without["output"]
