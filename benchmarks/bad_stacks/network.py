"""Bad security groups, subnets and ways."""

from __future__ import annotations

from typing import Any

from benchmarks.bad_stacks.draft import Bad, Draft

_SERVICE = "service/security-group/group"
_IN = "service/security-group/from-load-balancer"
_BALANCER_TEST = "load-balancer/security-group/from-test-range-1"
_FROM_SERVICE = "database/security-group/from-service"
_ANYBODY = "0.0.0.0/0"


def _open(draft: Draft, path: str = _IN, **values: Any) -> None:
    draft.set(path, referenced_security_group_id=None, cidr_ipv4=None)
    draft.set(path, **values)


def _inline(draft: Draft, **values: Any) -> None:
    """Add an inline rule as cdktf writes one: what is not given is null."""
    names = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self")
    rule = {**dict.fromkeys(names), "description": "x", "protocol": "tcp", **values}
    draft.set(_SERVICE, ingress=[{"from_port": 22, "to_port": 22, **rule}])


def _older(draft: Draft, **values: Any) -> None:
    rule = {"from_port": 22, "to_port": 22, "protocol": "tcp", **values}
    group = f"${{{draft.address(_SERVICE)}.id}}"
    draft.add(
        "aws_security_group_rule",
        "older",
        type="ingress",
        description="x",
        security_group_id=group,
        **rule,
    )


def _prefix_list(draft: Draft) -> None:
    draft.add(
        "aws_ec2_managed_prefix_list",
        "office",
        name="office",
        address_family="IPv4",
        max_entries=1,
        entry=[{"cidr": _ANYBODY}],
    )
    _open(draft, prefix_list_id="${aws_ec2_managed_prefix_list.office.id}")


def _database_to_public(draft: Draft) -> None:
    group = draft.at("database/subnets")
    group["subnet_ids"] = [
        *group["subnet_ids"],
        f"${{{draft.address('network/subnets/public-a')}.id}}",
    ]


def _isolated_gets_out(draft: Draft) -> None:
    association = next(
        values
        for values in draft.document["resource"]["aws_route_table_association"].values()
        if draft.address("network/subnets/isolated-a") in values["subnet_id"]
    )
    public = next(
        values
        for values in draft.document["resource"]["aws_route_table_association"].values()
        if draft.address("network/subnets/public-a") in values["subnet_id"]
    )
    association["route_table_id"] = public["route_table_id"]


BAD = (
    Bad("stage", "the service's port for everybody", lambda d: _open(d, cidr_ipv4=_ANYBODY)),
    Bad(
        "stage",
        "SSH for everybody",
        lambda d: _open(d, cidr_ipv4=_ANYBODY, from_port=22, to_port=22),
    ),
    Bad(
        "stage",
        "every protocol for everybody",
        lambda d: _open(d, cidr_ipv4=_ANYBODY, ip_protocol="-1", from_port=None, to_port=None),
    ),
    Bad("stage", "the service's port for everybody on IPv6", lambda d: _open(d, cidr_ipv6="::/0")),
    Bad(
        "stage",
        "every port for everybody",
        lambda d: _open(d, cidr_ipv4=_ANYBODY, from_port=0, to_port=65535),
    ),
    Bad("stage", "half of the internet", lambda d: _open(d, cidr_ipv4="128.0.0.0/1")),
    Bad("stage", "a prefix list that holds everybody", _prefix_list),
    Bad(
        "stage",
        "a prefix list that nobody here knows",
        lambda d: _open(d, prefix_list_id="pl-0123abcd"),
    ),
    Bad(
        "stage",
        "SSH for everybody, inline with nulls",
        lambda d: _inline(d, cidr_blocks=[_ANYBODY]),
    ),
    Bad(
        "stage",
        "RDP for everybody, inline with nulls",
        lambda d: _inline(d, cidr_blocks=[_ANYBODY], from_port=3389, to_port=3389),
    ),
    Bad(
        "stage",
        "SSH for everybody on IPv6, inline with nulls",
        lambda d: _inline(d, ipv6_cidr_blocks=["::/0"]),
    ),
    Bad(
        "stage",
        "every protocol for everybody, inline",
        lambda d: _inline(d, cidr_blocks=[_ANYBODY], protocol="-1", from_port=0, to_port=0),
    ),
    Bad("stage", "SSH for everybody, the older rule", lambda d: _older(d, cidr_blocks=[_ANYBODY])),
    Bad(
        "stage",
        "every protocol for everybody, the older rule",
        lambda d: _older(d, cidr_blocks=[_ANYBODY], protocol="-1", from_port=0, to_port=0),
    ),
    Bad(
        "stage",
        "the test listener for everybody",
        lambda d: d.set(_BALANCER_TEST, cidr_ipv4=_ANYBODY),
    ),
    Bad(
        "stage",
        "443 of the service for everybody",
        lambda d: _open(d, cidr_ipv4=_ANYBODY, from_port=443, to_port=443),
    ),
    Bad(
        "stage",
        "the service may send anything anywhere",
        lambda d: d.set(
            "service/security-group/to-vpc-endpoints",
            referenced_security_group_id=None,
            cidr_ipv4=_ANYBODY,
            ip_protocol="-1",
            from_port=None,
            to_port=None,
        ),
    ),
    Bad(
        "stage",
        "the database is public",
        lambda d: d.set("database/instance", publicly_accessible=True),
    ),
    Bad("stage", "the database is in a public subnet", _database_to_public),
    Bad("stage", "the database's subnet is routed to the internet", _isolated_gets_out),
    Bad(
        "stage",
        "the whole network reaches the database",
        lambda d: _open(d, _FROM_SERVICE, cidr_ipv4="10.20.0.0/16"),
    ),
    Bad(
        "stage",
        "the load balancer reaches the database",
        lambda d: d.set(
            _FROM_SERVICE,
            referenced_security_group_id=f"${{{d.address('load-balancer/security-group/group')}.id}}",
        ),
    ),
    Bad("stage", "no flow logs", lambda d: d.remove("network/flow-logs/flow-log")),
)
