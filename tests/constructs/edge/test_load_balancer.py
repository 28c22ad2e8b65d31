"""The load balancer, its logs and who may reach it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformOutput

from tests.constructs.edge_parts import SETTINGS, load_balancer
from tests.constructs.harness import Synthesized, synthesize
from webservice.errors import InvalidValue

if TYPE_CHECKING:
    from cdktf import TerraformStack


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: TerraformStack) -> None:
        balancer = load_balancer(stack)
        outputs = {
            "blue": balancer.target_groups["blue"].arn_suffix,
            "green": balancer.target_groups["green"].arn_suffix,
            "rule": balancer.rule_arn,
            "listener": balancer.listener_arn,
            "test_listener": balancer.test_listener_arn,
            "ready": [dependable.fqn for dependable in balancer.ready],
        }
        for name, value in outputs.items():
            TerraformOutput(stack, name, value=value)

    return synthesize(build)


def test_it_is_public_in_the_public_subnets(synthesized: Synthesized) -> None:
    balancer = synthesized.one("aws_lb")
    assert balancer["internal"] is False
    assert balancer["load_balancer_type"] == "application"
    assert balancer["subnets"] == ["subnet-1", "subnet-2"]


def test_it_refuses_what_smuggles_requests(synthesized: Synthesized) -> None:
    balancer = synthesized.one("aws_lb")
    assert balancer["drop_invalid_header_fields"] is True
    assert balancer["desync_mitigation_mode"] == "defensive"


def test_access_and_connections_are_logged_once_the_bucket_takes_them(
    synthesized: Synthesized,
) -> None:
    balancer = synthesized.one("aws_lb")
    bucket = "${aws_s3_bucket.load_balancer_logs.bucket}"
    for logs, prefix in (("access_logs", "access"), ("connection_logs", "connection")):
        assert balancer[logs] == {"bucket": bucket, "prefix": prefix, "enabled": True}
    assert [name.split(".")[0] for name in balancer["depends_on"]] == ["aws_s3_bucket_policy"]
    assert synthesized.one("aws_s3_bucket")["bucket"] == "web-test-lb-logs-123456789012-eu-west-1"


@pytest.mark.parametrize(
    ("protection", "destroyable", "expected"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_deletion_protection_is_lowered_by_the_switch(
    *, protection: bool, destroyable: bool, expected: bool
) -> None:
    settings = replace(SETTINGS, deletion_protection=protection)
    found = synthesize(
        lambda stack: load_balancer(stack, settings=settings, destroyable=destroyable)
    )
    assert found.one("aws_lb")["enable_deletion_protection"] is expected


def test_everyone_may_reach_the_web_and_named_ranges_the_test_listener(
    synthesized: Synthesized,
) -> None:
    rules = synthesized.all("aws_vpc_security_group_ingress_rule").values()
    assert sorted((rule["from_port"], rule["to_port"], rule["cidr_ipv4"]) for rule in rules) == [
        (80, 80, "0.0.0.0/0"),
        (443, 443, "0.0.0.0/0"),
        (8443, 8443, "192.0.2.0/24"),
        (8443, 8443, "198.51.100.0/24"),
    ]


def test_nothing_leaves_until_a_service_opens_the_way(synthesized: Synthesized) -> None:
    assert synthesized.all("aws_vpc_security_group_egress_rule") == {}
    assert not synthesized.one("aws_security_group").get("egress")


def test_both_colours_have_a_target_group(synthesized: Synthesized) -> None:
    names = sorted(group["name"] for group in synthesized.all("aws_lb_target_group").values())
    assert names == ["web-test-blue", "web-test-green"]
    outputs = {name: output["value"] for name, output in synthesized.document["output"].items()}
    assert "blue_group" in outputs["blue"]
    assert "green_group" in outputs["green"]


def test_a_service_can_wait_until_both_groups_are_attached(synthesized: Synthesized) -> None:
    outputs = {name: output["value"] for name, output in synthesized.document["output"].items()}
    assert outputs["ready"] == [
        outputs[name].replace(".arn}", "}") for name in ("rule", "test_listener")
    ]
    assert outputs["listener"] != outputs["test_listener"]


@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("internal-test", "must not begin with internal-"),
        ("w" * 33, "must have at most 32 characters"),
    ],
)
def test_a_name_that_aws_refuses_is_refused(prefix: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        synthesize(lambda stack: load_balancer(stack, prefix=prefix))
