"""What a made plan may not say, where Terraform says otherwise."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.bad_stacks.as_plan import as_plan
from tests.terraform.made_plans import disagreements

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENT = {
    "provider": {"aws": [{"region": "eu-west-1"}]},
    "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}}},
    "resource": {
        "aws_kms_key": {"key": {"enable_key_rotation": True, "deletion_window_in_days": 30}},
        "aws_security_group": {
            "open": {
                "ingress": [{"from_port": 443, "to_port": 443}, {"from_port": 80, "to_port": 80}],
                "name": "web",
            }
        },
        "aws_iam_role_policy": {
            "read": {"policy": '{"Resource": "${aws_kms_key.key.arn}", "Effect": "Allow"}'}
        },
    },
}
ADDRESSES = ["aws_kms_key.key", "aws_security_group.open", "aws_iam_role_policy.read"]


def plan() -> dict[str, Any]:
    return copy.deepcopy(as_plan(DOCUMENT, DOCUMENT))


def values(plan_: dict[str, Any], address: str) -> dict[str, Any]:
    root = plan_["planned_values"]["root_module"]
    found: dict[str, Any] = next(
        each["values"] for each in root["resources"] if each["address"] == address
    )
    return found


def test_a_plan_that_knows_more_in_another_order_agrees() -> None:
    real = plan()
    values(real, ADDRESSES[0])["multi_region"] = False
    values(real, ADDRESSES[0])["arn"] = "arn:aws:kms:eu-west-1:1:key/1"
    values(real, ADDRESSES[1])["ingress"].reverse()
    values(real, ADDRESSES[1])["ingress"][0]["self"] = None
    values(real, ADDRESSES[2])["policy"] = '{"Effect":"Allow","Resource":"arn:aws:kms:::key/1"}'
    assert disagreements(as_plan(DOCUMENT, DOCUMENT), real) == []


def _without(plan_: dict[str, Any]) -> None:
    plan_["planned_values"]["root_module"]["resources"].pop()


def _typed(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[0])["enable_key_rotation"] = "true"


def _number(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[0])["deletion_window_in_days"] = 7


def _unknown(plan_: dict[str, Any]) -> None:
    del values(plan_, ADDRESSES[1])["name"]


def _block(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[1])["ingress"][1]["to_port"] = 81


def _blocks(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[1])["ingress"].pop()


def _object(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[1])["ingress"] = {"from_port": 443}


def _policy(plan_: dict[str, Any]) -> None:
    values(plan_, ADDRESSES[2])["policy"] = '{"Effect":"Deny","Resource":"arn:aws:kms:::key/1"}'


def _action(plan_: dict[str, Any]) -> None:
    plan_["resource_changes"][0]["change"]["actions"] = ["update"]


def _provider(plan_: dict[str, Any]) -> None:
    plan_["configuration"]["provider_config"]["aws"]["version_constraint"] = "6.0.0"


def _reference(plan_: dict[str, Any]) -> None:
    for each in plan_["configuration"]["root_module"]["resources"]:
        if each["address"] == ADDRESSES[2]:
            each["expressions"]["policy"] = {"constant_value": "{}"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without, "resources: ["),
        (_typed, 'aws_kms_key.key.enable_key_rotation: "true", not true'),
        (_number, "aws_kms_key.key.deletion_window_in_days: 7, not 30"),
        (_unknown, 'aws_security_group.open.name: unknown or not there, not "web"'),
        (_block, "aws_security_group.open.ingress[1].to_port: 81, not 80"),
        (_blocks, "not 2 of a list"),
        (_object, "not 2 of a list"),
        (_policy, "aws_iam_role_policy.read.policy.Effect: Deny, not Allow"),
        (_action, "['update'], not ['no-op']"),
        (_provider, "provider aws: version_constraint is 6.0.0, not 5.100.0"),
        (_reference, "aws_iam_role_policy.read: expression.policy:"),
    ],
    ids=lambda each: each.__name__.strip("_") if callable(each) else "",
)
def test_each_disagreement_is_told(change: Callable[[dict[str, Any]], None], words: str) -> None:
    real = plan()
    change(real)
    (told,) = disagreements(as_plan(DOCUMENT, DOCUMENT), real)
    assert words in told
