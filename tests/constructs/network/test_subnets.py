"""Three tiers in every zone, each routed as its name says."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import Synthesized, synthesize
from tests.constructs.networks import ZONES, add_network, synthesize_network
from webservice.network.subnets import TIERS, subnet_cidr

if TYPE_CHECKING:
    from cdktf import TerraformStack


@pytest.fixture(scope="module")
def three_zones() -> Synthesized:
    return synthesize_network()


@pytest.fixture(scope="module")
def two_zones() -> Synthesized:
    return synthesize_network(zones=ZONES[:2], nat="single", interface_endpoints=False)


@pytest.fixture(scope="module")
def without_nat() -> Synthesized:
    return synthesize_network(nat="none")


def _ranges(synthesized: Synthesized) -> dict[str, str]:
    """Return each subnet's range by its logical id."""
    return {name: subnet["cidr_block"] for name, subnet in synthesized.all("aws_subnet").items()}


def _default_routes(synthesized: Synthesized) -> dict[str, tuple[str, str]]:
    """Return the (kind, logical id) of each default route's target by its table's name."""
    tables = {
        f"${{aws_route_table.{name}.id}}": table["tags"]["Name"].removeprefix("web-test-")
        for name, table in synthesized.all("aws_route_table").items()
    }
    found = {}
    for route in synthesized.where("aws_route", destination_cidr_block="0.0.0.0/0"):
        (kind,) = {"gateway_id", "nat_gateway_id"} & set(route)
        found[tables[route["route_table_id"]]] = (kind, route[kind].split(".")[1])
    return found


def test_every_zone_has_one_subnet_of_each_tier(three_zones: Synthesized) -> None:
    places = [
        (subnet["tags"]["Tier"], subnet["availability_zone"])
        for subnet in three_zones.all("aws_subnet").values()
    ]
    assert sorted(places) == sorted((tier, zone) for tier in TIERS for zone in ZONES)


def test_no_subnet_hands_out_public_addresses(three_zones: Synthesized) -> None:
    subnets = three_zones.all("aws_subnet").values()
    assert {subnet["map_public_ip_on_launch"] for subnet in subnets} == {False}


def test_a_third_zone_moves_no_subnet(two_zones: Synthesized, three_zones: Synthesized) -> None:
    before = _ranges(two_zones)
    assert len(before) == 6
    assert before.items() <= _ranges(three_zones).items()


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "172.16.16.0/20"])
def test_subnets_lie_in_the_vpc_and_do_not_overlap(cidr: str) -> None:
    ranges = [IPv4Network(subnet_cidr(cidr, tier, zone)) for tier in TIERS for zone in range(3)]
    assert all(one.subnet_of(IPv4Network(cidr)) for one in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


def test_the_tiers_are_handed_out_in_the_order_of_the_zones() -> None:
    def build(stack: TerraformStack) -> None:
        network = add_network(stack)
        for tier in TIERS:
            TerraformOutput(stack, tier, value=getattr(network, f"{tier}_subnet_ids"))

    synthesized = synthesize(build)
    subnets = synthesized.all("aws_subnet")
    for tier in TIERS:
        ids = synthesized.document["output"][tier]["value"]
        names = [subnets[reference.split(".")[1]]["tags"]["Name"] for reference in ids]
        assert names == [f"web-test-{tier}-{letter}" for letter in "abc"]


def test_each_zone_has_its_own_nat_gateway(three_zones: Synthesized) -> None:
    routes = _default_routes(three_zones)
    assert set(routes) == {"public", "private-a", "private-b", "private-c"}
    assert routes["public"][0] == "gateway_id"
    for letter in "abc":
        kind, gateway = routes[f"private-{letter}"]
        assert kind == "nat_gateway_id"
        subnet = three_zones.all("aws_nat_gateway")[gateway]["subnet_id"]
        assert f"_public-{letter}_" in subnet


def test_one_nat_gateway_serves_all_zones_where_it_is_single(two_zones: Synthesized) -> None:
    routes = _default_routes(two_zones)
    (gateway,) = two_zones.all("aws_nat_gateway")
    assert routes["private-a"] == routes["private-b"] == ("nat_gateway_id", gateway)
    assert len(two_zones.all("aws_eip")) == 1


def test_private_subnets_have_no_default_route_without_nat(without_nat: Synthesized) -> None:
    assert set(_default_routes(without_nat)) == {"public"}
    assert not without_nat.all("aws_nat_gateway")
    assert not without_nat.all("aws_eip")


def test_every_subnet_is_routed_by_its_own_tier(three_zones: Synthesized) -> None:
    tables = three_zones.all("aws_route_table")
    subnets = three_zones.all("aws_subnet")
    found = set()
    for association in three_zones.all("aws_route_table_association").values():
        subnet = subnets[association["subnet_id"].split(".")[1]]["tags"]["Name"]
        table = tables[association["route_table_id"].split(".")[1]]["tags"]["Name"]
        found.add((subnet.removeprefix("web-test-"), table.removeprefix("web-test-")))
    assert found == {
        (f"{tier}-{letter}", f"{tier}-{letter}" if tier == "private" else tier)
        for tier in TIERS
        for letter in "abc"
    }


def test_the_addresses_that_partners_allow_keep_their_place_in_the_state(
    three_zones: Synthesized,
) -> None:
    assert sorted(three_zones.all("aws_eip")) == [
        "nat_address_a",
        "nat_address_b",
        "nat_address_c",
    ]
