"""The VPC: three tiers of subnets, endpoints, flow logs, and a default group that is shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from webservice.logical_ids import pin
from webservice.network.endpoints import Endpoints
from webservice.network.flow_logs import FlowLogs
from webservice.network.subnets import ISOLATED, PRIVATE, PUBLIC, Subnets

if TYPE_CHECKING:
    from webservice.keys import Key
    from webservice.network.security_group import SecurityGroup
    from webservice.settings import NetworkSettings


class Network(Construct):
    """A VPC over two or three zones."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        settings: NetworkSettings,
        logs_key: Key,
    ) -> None:
        """Create the network.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name.
            account: the account, which the flow logs' role is confined to.
            region: where it is.
            settings: ranges, zones, NAT, endpoints.
            logs_key: encrypts the flow logs.
        """
        super().__init__(scope, id_)
        self.cidr = settings.cidr
        # Renaming a scope must not replace the VPC and, with it, everything inside.
        self._vpc = pin(
            Vpc(
                self,
                "vpc",
                cidr_block=settings.cidr,
                enable_dns_hostnames=True,
                enable_dns_support=True,
                tags={"Name": prefix},
            ),
            "vpc",
        )
        # Without rules: whatever is put into it by accident reaches nothing.
        DefaultSecurityGroup(
            self, "default-group", vpc_id=self._vpc.id, tags={"Name": f"{prefix}-unused"}
        )
        self._subnets = Subnets(
            self, "subnets", prefix=prefix, vpc_id=self._vpc.id, settings=settings
        )
        self._endpoints = Endpoints(
            self,
            "endpoints",
            prefix=prefix,
            account=account,
            region=region,
            vpc_id=self._vpc.id,
            vpc_cidr=settings.cidr,
            route_table_ids=[table.id for table in self._subnets.route_tables],
            subnet_ids=self.private_subnet_ids,
            interfaces=settings.interface_endpoints,
        )
        FlowLogs(
            self,
            "flow-logs",
            prefix=prefix,
            account=account,
            region=region,
            vpc_id=self._vpc.id,
            retention_days=settings.flow_log_retention_days,
            key=logs_key,
        )

    @property
    def vpc_id(self) -> str:
        """The VPC's id."""
        return self._vpc.id

    @property
    def public_subnet_ids(self) -> list[str]:
        """Subnets that the internet reaches, in the order of the zones."""
        return self._subnets.ids(PUBLIC)

    @property
    def private_subnet_ids(self) -> list[str]:
        """Subnets that reach out through NAT or endpoints only."""
        return self._subnets.ids(PRIVATE)

    @property
    def isolated_subnet_ids(self) -> list[str]:
        """Subnets with no way out of the VPC but S3's gateway endpoint."""
        return self._subnets.ids(ISOLATED)

    @property
    def nat_addresses(self) -> list[str]:
        """The addresses by which private subnets are seen outside; empty without NAT."""
        return self._subnets.nat_addresses

    @property
    def endpoint_security_group(self) -> SecurityGroup | None:
        """The interface endpoints' group; None where there are none."""
        return self._endpoints.security_group

    @property
    def s3_prefix_list_id(self) -> str:
        """S3's addresses, as security-group rules name them."""
        return self._endpoints.s3_prefix_list_id
