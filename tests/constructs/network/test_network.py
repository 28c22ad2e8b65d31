"""The VPC itself, and the group that must stay unused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.constructs.harness import REGION, Synthesized
from tests.constructs.networks import CIDR, ZONES, network_settings, synthesize_network
from webservice.errors import InvalidValue


@pytest.fixture(scope="module")
def three_zones() -> Synthesized:
    return synthesize_network()


def test_the_vpc_resolves_names_and_keeps_its_address_in_the_state(
    three_zones: Synthesized,
) -> None:
    vpc = three_zones.all("aws_vpc")["vpc"]
    assert vpc["cidr_block"] == CIDR
    assert (vpc["enable_dns_support"], vpc["enable_dns_hostnames"]) == (True, True)


def test_the_default_security_group_is_shut(three_zones: Synthesized) -> None:
    group = three_zones.one("aws_default_security_group")
    assert group["vpc_id"] == "${aws_vpc.vpc.id}"
    assert not {"ingress", "egress"} & set(group)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("cidr", {"cidr": "10.30.0.0/21"}),
        ("cidr", {"cidr": "10.0.0.0/8"}),
        ("cidr", {"cidr": "8.8.0.0/16"}),
        ("cidr", {"cidr": "10.30.0.1/16"}),
        ("zones", {"zones": ZONES[:1]}),
        ("zones", {"zones": (*ZONES, f"{REGION}d")}),
        ("zones", {"zones": (ZONES[0], ZONES[0])}),
        ("zones", {"zones": (REGION, ZONES[0])}),
        ("nat", {"nat": "double"}),
        ("interface_endpoints", {"nat": "none", "interface_endpoints": False}),
        ("flow_log_retention_days", {"flow_log_retention_days": 42}),
    ],
)
def test_what_cannot_become_a_network_is_refused(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match=rf"^network\.{field} = .+: must "):
        network_settings(**changes)
