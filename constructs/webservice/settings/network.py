"""The VPC and the names in DNS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from webservice.errors import require, require_one_of, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import LOG_RETENTION_DAYS, parse_cidr

_ZONE = re.compile(r"^[a-z]{2}(-[a-z]+)+-\d[a-z]$")
_HOST = re.compile(r"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")


@checked("network")
@dataclass(frozen=True, kw_only=True)
class NetworkSettings:
    """The VPC.

    Attributes:
        cidr: the VPC's IPv4 range, /16 to /20.
        zones: two or three availability zones of the environment's region. Add one at the
            end: a zone's place in this list decides its subnets' ranges.
        nat: NAT gateways: `none` (private subnets reach AWS through endpoints only),
            `single` (cheap; one zone's failure takes egress down), `per_zone`.
        interface_endpoints: whether ECR, logs, Secrets Manager, SSM and KMS get interface
            endpoints (billed per zone and hour). The S3 gateway endpoint is always there.
        flow_log_retention_days: how long flow logs are kept.
    """

    cidr: str
    zones: tuple[str, ...]
    nat: Literal["none", "single", "per_zone"] = "per_zone"
    interface_endpoints: bool = True
    flow_log_retention_days: int = 365

    def __post_init__(self) -> None:
        """Check every field."""
        network = parse_cidr("network.cidr", self.cidr)
        require(network.is_private, "network.cidr", self.cidr, "must be a private range")
        require(
            16 <= network.prefixlen <= 20,
            "network.cidr",
            self.cidr,
            "must be from /16 to /20, which leaves room for nine subnets",
        )
        require(
            len(self.zones) in (2, 3),
            "network.zones",
            self.zones,
            "must name two or three availability zones",
        )
        require(
            len(set(self.zones)) == len(self.zones),
            "network.zones",
            self.zones,
            "must not name a zone twice",
        )
        for zone in self.zones:
            require(
                bool(_ZONE.match(zone)),
                "network.zones",
                zone,
                "must be an availability zone such as eu-west-1a",
            )
        require_one_of("network.nat", self.nat, ("none", "single", "per_zone"))
        require(
            self.nat != "none" or self.interface_endpoints,
            "network.interface_endpoints",
            self.interface_endpoints,
            "must be True where network.nat is 'none', or tasks cannot pull their image",
        )
        require_one_of(
            "network.flow_log_retention_days", self.flow_log_retention_days, LOG_RETENTION_DAYS
        )


@checked("domain")
@dataclass(frozen=True, kw_only=True)
class DomainSettings:
    """Names in DNS.

    Attributes:
        zone_name: the environment's own hosted zone, created by the stack; delegate it by
            NS records in its parent.
        host_name: the service's host name, inside the zone.
        routing: `simple`, `weighted` (with `weight`), or `failover` (primary record; the
            secondary is another region's).
        weight: 0 to 255, Route 53's range; used by `weighted` only.
    """

    zone_name: str
    host_name: str
    routing: Literal["simple", "weighted", "failover"] = "simple"
    weight: int = 100

    def __post_init__(self) -> None:
        """Check every field."""
        for field in ("zone_name", "host_name"):
            value = getattr(self, field)
            require(
                bool(_HOST.match(value)),
                f"domain.{field}",
                value,
                "must be a lower-case DNS name such as stage.example.com",
            )
        require(
            self.host_name == self.zone_name or self.host_name.endswith(f".{self.zone_name}"),
            "domain.host_name",
            self.host_name,
            f"must lie inside the zone {self.zone_name}",
        )
        require_one_of("domain.routing", self.routing, ("simple", "weighted", "failover"))
        require_range("domain.weight", self.weight, 0, 255)
