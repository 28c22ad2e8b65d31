"""The three tiers of subnets, one of each per zone, and how each tier is routed."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from constructs import Construct

from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.settings import NetworkSettings

PUBLIC, PRIVATE, ISOLATED = TIERS = ("public", "private", "isolated")
# A range is cut into sixteen: three tiers of up to four zones each keep their places when a
# zone is added, and four sixteenths stay free.
_NEW_PREFIX_BITS = 4
_ZONES_PER_TIER = 4


def subnet_cidr(vpc_cidr: str, tier: str, zone_index: int) -> str:
    """Return the range of one subnet: it depends on nothing but these three."""
    slots = list(IPv4Network(vpc_cidr).subnets(prefixlen_diff=_NEW_PREFIX_BITS))
    return str(slots[TIERS.index(tier) * _ZONES_PER_TIER + zone_index])


class Subnets(Construct):
    """Public subnets reach the internet, private ones through NAT, isolated ones nothing."""

    def __init__(
        self, scope: Construct, id_: str, *, prefix: str, vpc_id: str, settings: NetworkSettings
    ) -> None:
        super().__init__(scope, id_)
        self._prefix = prefix
        self._vpc_id = vpc_id
        self._settings = settings
        self._nat_eips: list[Eip] = []
        self._subnets = {
            tier: [self._subnet(tier, index, zone) for index, zone in enumerate(settings.zones)]
            for tier in TIERS
        }
        self.route_tables = self._route()

    @property
    def nat_addresses(self) -> list[str]:
        """The NAT gateways' public addresses, in the order of the zones."""
        return [address.public_ip for address in self._nat_eips]

    def ids(self, tier: str) -> list[str]:
        """Return the subnets of a tier, in the order of the zones."""
        return [subnet.id for subnet in self._subnets[tier]]

    def _subnet(self, tier: str, index: int, zone: str) -> Subnet:
        return Subnet(
            self,
            f"{tier}-{zone[-1]}",
            vpc_id=self._vpc_id,
            availability_zone=zone,
            cidr_block=subnet_cidr(self._settings.cidr, tier, index),
            # Load balancer and NAT gateways bring their own addresses.
            map_public_ip_on_launch=False,
            tags={"Name": f"{self._prefix}-{tier}-{zone[-1]}", "Tier": tier},
        )

    def _route(self) -> list[RouteTable]:
        gateway = InternetGateway(
            self, "internet", vpc_id=self._vpc_id, tags={"Name": self._prefix}
        )
        public = self._table(PUBLIC)
        Route(
            self,
            "public-default",
            route_table_id=public.id,
            destination_cidr_block="0.0.0.0/0",
            gateway_id=gateway.id,
        )
        isolated = self._table(ISOLATED)
        nats = self._nat_gateways(gateway)
        tables = [public, isolated]
        for index, zone in enumerate(self._settings.zones):
            letter = zone[-1]
            private = self._table(f"{PRIVATE}-{letter}")
            tables.append(private)
            if nats:
                Route(
                    self,
                    f"private-{letter}-default",
                    route_table_id=private.id,
                    destination_cidr_block="0.0.0.0/0",
                    nat_gateway_id=nats[index % len(nats)].id,
                )
            for tier, table in ((PUBLIC, public), (PRIVATE, private), (ISOLATED, isolated)):
                RouteTableAssociation(
                    self,
                    f"{tier}-{letter}-routes",
                    route_table_id=table.id,
                    subnet_id=self._subnets[tier][index].id,
                )
        return tables

    def _table(self, name: str) -> RouteTable:
        return RouteTable(
            self,
            f"{name}-table",
            vpc_id=self._vpc_id,
            tags={"Name": f"{self._prefix}-{name}"},
        )

    def _nat_gateways(self, internet: InternetGateway) -> list[NatGateway]:
        count = {"none": 0, "single": 1, "per_zone": len(self._settings.zones)}
        nats = []
        for index, zone in enumerate(self._settings.zones[: count[self._settings.nat]]):
            letter = zone[-1]
            # Partners put these addresses on their allow lists: a rename must not change one.
            address = pin(
                Eip(
                    self,
                    f"nat-{letter}-address",
                    domain="vpc",
                    tags={"Name": f"{self._prefix}-nat-{letter}"},
                ),
                f"nat_address_{letter}",
            )
            self._nat_eips.append(address)
            nats.append(
                NatGateway(
                    self,
                    f"nat-{letter}",
                    allocation_id=address.id,
                    subnet_id=self._subnets[PUBLIC][index].id,
                    tags={"Name": f"{self._prefix}-{letter}"},
                    depends_on=[internet],
                )
            )
        return nats
