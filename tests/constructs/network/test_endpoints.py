"""AWS itself is reached without leaving the network."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.constructs.harness import ACCOUNT, REGION, Synthesized
from tests.constructs.networks import CIDR, ZONES, synthesize_network
from webservice.network.endpoints import INTERFACE_SERVICES


@pytest.fixture(scope="module")
def three_zones() -> Synthesized:
    return synthesize_network()


@pytest.fixture(scope="module")
def two_zones() -> Synthesized:
    return synthesize_network(zones=ZONES[:2], nat="single", interface_endpoints=False)


def _s3(synthesized: Synthesized) -> dict[str, Any]:
    (endpoint,) = synthesized.where("aws_vpc_endpoint", vpc_endpoint_type="Gateway")
    return endpoint


def test_every_route_table_reaches_s3_without_leaving(three_zones: Synthesized) -> None:
    endpoint = _s3(three_zones)
    assert endpoint["service_name"] == f"com.amazonaws.{REGION}.s3"
    assert sorted(endpoint["route_table_ids"]) == sorted(
        f"${{aws_route_table.{name}.id}}" for name in three_zones.all("aws_route_table")
    )


def test_s3_is_open_to_image_layers_and_to_the_accounts_own_buckets_only(
    three_zones: Synthesized,
) -> None:
    layers, own = json.loads(_s3(three_zones)["policy"])["Statement"]
    assert (layers["Action"], layers["Resource"]) == (
        "s3:GetObject",
        f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*",
    )
    assert "*" not in own["Action"]
    assert own["Condition"] == {
        "StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}
    }


def test_interface_endpoints_answer_to_the_services_usual_names(
    three_zones: Synthesized,
) -> None:
    endpoints = three_zones.where("aws_vpc_endpoint", vpc_endpoint_type="Interface")
    assert sorted(endpoint["service_name"] for endpoint in endpoints) == [
        f"com.amazonaws.{REGION}.{service}" for service in sorted(INTERFACE_SERVICES)
    ]
    assert all(endpoint["private_dns_enabled"] for endpoint in endpoints)
    for endpoint in endpoints:
        assert ["_private-" in subnet for subnet in endpoint["subnet_ids"]] == [True] * 3


def test_tasks_find_an_endpoint_for_all_that_starts_them() -> None:
    # Images, logs, secrets, parameters, keys, and the channel of ECS Exec.
    needed = {"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "kms", "ssmmessages"}
    assert needed <= set(INTERFACE_SERVICES)


def test_interface_endpoints_are_reached_from_the_vpc_over_https_only(
    three_zones: Synthesized,
) -> None:
    rule = three_zones.one("aws_vpc_security_group_ingress_rule")
    assert (rule["cidr_ipv4"], rule["ip_protocol"]) == (CIDR, "tcp")
    assert (rule["from_port"], rule["to_port"]) == (443, 443)
    groups = {
        group
        for endpoint in three_zones.where("aws_vpc_endpoint", vpc_endpoint_type="Interface")
        for group in endpoint["security_group_ids"]
    }
    assert groups == {rule["security_group_id"]}


def test_without_interface_endpoints_there_is_no_group_for_them(two_zones: Synthesized) -> None:
    assert not two_zones.where("aws_vpc_endpoint", vpc_endpoint_type="Interface")
    assert not two_zones.all("aws_security_group")
    assert _s3(two_zones)
