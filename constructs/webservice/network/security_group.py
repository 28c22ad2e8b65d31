"""Security groups whose every rule is a resource of its own.

Rules inside a group's own block are replaced all at once by any edit, and some of their
spellings hide an open range from Checkov; single rules read well in a plan.
"""

from __future__ import annotations

import re
from typing import Any

from cdktf_cdktf_provider_aws.security_group import SecurityGroup as AwsSecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

from webservice.errors import require, require_range
from webservice.settings.limits import parse_cidr

# EC2's own rule for descriptions of groups and of rules.
_DESCRIPTION = re.compile(r"[A-Za-z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}")


class SecurityGroup(Construct):
    """A security group that lets nothing through until it is told to."""

    def __init__(
        self, scope: Construct, id_: str, *, name: str, description: str, vpc_id: str
    ) -> None:
        """Create the group.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: its name in the VPC, at most 255 characters; EC2 keeps `sg-` for ids.
            description: what it guards; a change of it replaces the group.
            vpc_id: where it is.

        Raises:
            InvalidValue: EC2 would refuse the name or the description.
        """
        super().__init__(scope, id_)
        require(
            0 < len(name) <= 255 and not name.startswith("sg-"),
            "security group name",
            name,
            "must have 1 to 255 characters and not start with sg-",
        )
        require(
            bool(_DESCRIPTION.fullmatch(description)),
            "security group description",
            description,
            "must be 1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        )
        self._group = AwsSecurityGroup(
            self,
            "group",
            name=name,
            description=description,
            vpc_id=vpc_id,
            tags={"Name": name},
        )

    @property
    def id(self) -> str:
        """The group's id."""
        return self._group.id

    def allow_ingress_from(self, purpose: str, *, peer: SecurityGroup | str, port: int) -> None:
        """Let TCP in on one port.

        Args:
            purpose: the rule's construct id and description, such as `load-balancer`.
            peer: a security group, or an IPv4 range.
            port: 1 to 65535.

        Raises:
            InvalidValue: the port or the range is none.
        """
        group, cidr = _peer(purpose, peer, port)
        VpcSecurityGroupIngressRule(
            self,
            f"from-{purpose}",
            **self._tcp(f"from {purpose}", port),
            referenced_security_group_id=group,
            cidr_ipv4=cidr,
        )

    def allow_ingress_from_address(self, purpose: str, *, address: str, port: int) -> None:
        """Let TCP in from one IPv4 address, which may be a token; see `allow_ingress_from`."""
        require_range(f"port of {purpose}", port, 1, 65_535)
        VpcSecurityGroupIngressRule(
            self,
            f"from-{purpose}",
            **self._tcp(f"from {purpose}", port),
            cidr_ipv4=f"{address}/32",
        )

    def allow_egress_to(self, purpose: str, *, peer: SecurityGroup | str, port: int) -> None:
        """Let TCP out on one port; arguments and errors as for `allow_ingress_from`."""
        group, cidr = _peer(purpose, peer, port)
        VpcSecurityGroupEgressRule(
            self,
            f"to-{purpose}",
            **self._tcp(f"to {purpose}", port),
            referenced_security_group_id=group,
            cidr_ipv4=cidr,
        )

    def allow_egress_to_prefix_list(self, purpose: str, *, prefix_list_id: str, port: int) -> None:
        """Let TCP out to an AWS service by its prefix list, such as S3's gateway endpoint."""
        require_range(f"port to {purpose}", port, 1, 65_535)
        VpcSecurityGroupEgressRule(
            self,
            f"to-{purpose}",
            **self._tcp(f"to {purpose}", port),
            prefix_list_id=prefix_list_id,
        )

    def _tcp(self, description: str, port: int) -> dict[str, Any]:
        """Return what every rule of this group says besides its peer."""
        return {
            "security_group_id": self.id,
            "description": description,
            "ip_protocol": "tcp",
            "from_port": port,
            "to_port": port,
        }


def _peer(purpose: str, peer: SecurityGroup | str, port: int) -> tuple[str | None, str | None]:
    """Return the peer as (group id, range), one of which is None."""
    require_range(f"port of {purpose}", port, 1, 65_535)
    if isinstance(peer, SecurityGroup):
        return peer.id, None
    return None, str(parse_cidr(f"range of {purpose}", peer))
