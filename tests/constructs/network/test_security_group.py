"""A security group lets nothing through until it is told to, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.harness import Synthesized, synthesize
from webservice.errors import InvalidValue
from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from cdktf import TerraformStack

INGRESS = "aws_vpc_security_group_ingress_rule"
EGRESS = "aws_vpc_security_group_egress_rule"


def _group(stack: TerraformStack, name: str = "web", **changes: str) -> SecurityGroup:
    values = {"name": name, "description": f"web-test: {name}", "vpc_id": "vpc-1", **changes}
    return SecurityGroup(stack, name or "unnamed", **values)


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: TerraformStack) -> None:
        web = _group(stack)
        database = _group(stack, "database")
        web.allow_ingress_from("office", peer="192.0.2.0/24", port=443)
        web.allow_egress_to("database", peer=database, port=5432)
        web.allow_egress_to_prefix_list("s3", prefix_list_id="pl-1", port=443)
        database.allow_ingress_from("web", peer=web, port=5432)

    return synthesize(build)


def _refused(use: str, **changes: Any) -> str:
    arguments = {"peer": "192.0.2.0/24", "port": 443, **changes}
    with pytest.raises(InvalidValue) as refused:
        synthesize(lambda stack: getattr(_group(stack), use)("office", **arguments))
    return str(refused.value)


def test_a_group_has_no_rules_in_its_own_block(synthesized: Synthesized) -> None:
    for group in synthesized.all("aws_security_group").values():
        assert not {"ingress", "egress"} & set(group)


def test_a_rule_opens_one_tcp_port_to_one_range(synthesized: Synthesized) -> None:
    (rule,) = synthesized.where(INGRESS, description="from office")
    assert rule.pop("security_group_id").startswith("${aws_security_group.web_group_")
    assert rule == {
        "cidr_ipv4": "192.0.2.0/24",
        "description": "from office",
        "from_port": 443,
        "ip_protocol": "tcp",
        "to_port": 443,
    }


def test_a_group_is_a_peer_by_its_id_in_both_directions(synthesized: Synthesized) -> None:
    (out,) = synthesized.where(EGRESS, description="to database")
    (into,) = synthesized.where(INGRESS, description="from web")
    assert out["referenced_security_group_id"] == into["security_group_id"]
    assert into["referenced_security_group_id"] == out["security_group_id"]
    assert {"cidr_ipv4"}.isdisjoint(out.keys() | into.keys())
    assert out["to_port"] == into["to_port"] == 5432


def test_an_aws_service_is_reached_by_its_prefix_list(synthesized: Synthesized) -> None:
    (rule,) = synthesized.where(EGRESS, description="to s3")
    assert (rule["prefix_list_id"], rule["from_port"], rule["to_port"]) == ("pl-1", 443, 443)


@pytest.mark.parametrize("use", ["allow_ingress_from", "allow_egress_to"])
@pytest.mark.parametrize("port", [0, 65_536, True, "443"])
def test_a_port_that_is_none_is_refused(use: str, port: object) -> None:
    assert _refused(use, port=port) == (f"port of office = {port!r}: must be from 1 to 65535")


def test_a_port_to_a_prefix_list_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"^port to s3 = 0: must be from 1 to 65535$"):
        synthesize(
            lambda stack: _group(stack).allow_egress_to_prefix_list(
                "s3", prefix_list_id="pl-1", port=0
            )
        )


@pytest.mark.parametrize("use", ["allow_ingress_from", "allow_egress_to"])
@pytest.mark.parametrize("peer", ["192.0.2.1/24", "2001:db8::/32", "office"])
def test_a_peer_that_is_no_ipv4_range_is_refused(use: str, peer: str) -> None:
    assert _refused(use, peer=peer) == (
        f"range of office = {peer!r}: must be an IPv4 range such as 10.0.0.0/16"
    )


@pytest.mark.parametrize("name", ["", "sg-web", "w" * 256])
def test_a_name_that_ec2_refuses_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match=r"^security group name = "):
        synthesize(lambda stack: _group(stack, name, description="web"))


@pytest.mark.parametrize("description", ["", "the web's", "façade", "a\nb", "w" * 256])
def test_a_description_that_ec2_refuses_is_refused(description: str) -> None:
    with pytest.raises(InvalidValue, match=r"^security group description = "):
        synthesize(lambda stack: _group(stack, description=description))
