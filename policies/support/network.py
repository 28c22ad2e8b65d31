"""Who may come in: permissions of security groups in each spelling, and public subnets."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.support.values import UNKNOWN, blocks, known, number, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policies.support.stack import Resource, Stack

INLINE = ("aws_security_group", "aws_default_security_group")
RULES = ("aws_vpc_security_group_ingress_rule", "aws_security_group_rule")
_EVERY_PORT = (0.0, 65535.0)
_WIDE_V4, _WIDE_V6 = 8, 16
"""A shorter prefix is as good as everywhere: `0.0.0.0/1` and `128.0.0.0/1` are the internet."""


@dataclass(frozen=True)
class Permission:
    """What one rule lets in.

    Attributes:
        sources: address ranges.
        lists: ids of prefix lists, or references to them.
        ports: the first and the last one.
        unsure: what of it is not known.
    """

    sources: tuple[str, ...]
    lists: tuple[str, ...]
    protocol: str
    ports: tuple[float, float]
    unsure: tuple[str, ...]

    @property
    def wide(self) -> tuple[str, ...]:
        """Those of its address ranges that are (nearly) everywhere."""
        return tuple(each for each in self.sources if is_wide(each))


def is_wide(cidr: str) -> bool:
    """Return whether an address range is the internet, or a large part of it."""
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen < (_WIDE_V4 if network.version == 4 else _WIDE_V6)


def let_in(resource: Resource) -> list[Permission]:
    """Return what a security group's inline rules, or a rule of its own, let in."""
    values = resource.values
    if resource.kind in INLINE:
        if values.get("ingress") is UNKNOWN:
            return [Permission((), (), "", _EVERY_PORT, ("ingress",))]
        return [_permission(each) for each in blocks(values, "ingress")]
    if values.get("type") == "egress":
        return []
    return [_permission(values)]


def let_out(resource: Resource) -> list[Permission]:
    """Return what a security group's inline rules, or a rule of its own, let out."""
    values = resource.values
    if resource.kind in INLINE:
        if values.get("egress") is UNKNOWN:
            return [Permission((), (), "", _EVERY_PORT, ("egress",))]
        return [_permission(each) for each in blocks(values, "egress")]
    if resource.kind == "aws_security_group_rule" and values.get("type") != "egress":
        return []
    return [_permission(values)]


def _permission(values: Mapping[str, Any]) -> Permission:
    ranges = [
        values.get(name) for name in ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")
    ]
    lists = [values.get(name) for name in ("prefix_list_ids", "prefix_list_id")]
    protocol = values.get("protocol", values.get("ip_protocol"))
    unsure = [] if all(known(each) for each in ranges) else ["its address ranges"]
    if not known(protocol):
        unsure.append("its protocol")
    first, last = number(values.get("from_port")), number(values.get("to_port"))
    every = str(protocol) in ("-1", "all") or first is None or last is None
    return Permission(
        tuple(text for each in ranges for text in texts(each) if "${" not in text),
        tuple(text for each in lists for text in (["?"] if each is UNKNOWN else texts(each))),
        str(protocol),
        _EVERY_PORT if every else (first or 0.0, last or 0.0),
        tuple(unsure),
    )


def public_subnets(stack: Stack) -> set[str]:
    """Return the addresses of subnets that reach an internet gateway, or hand out addresses."""
    tables = {
        target
        for route in stack.of_kind("aws_route")
        if _leads_out(route.targets(), route.values)
        for target in route.targets("route_table_id")
    }
    tables |= {
        table.address
        for table in stack.of_kind("aws_route_table", "aws_default_route_table")
        if _leads_out(table.targets("route"), {})
        or any(
            str(each.get("gateway_id", "")).startswith("igw-")
            for each in blocks(table.values, "route")
        )
    }
    by_route = {
        subnet
        for association in stack.of_kind("aws_route_table_association")
        if association.targets("route_table_id") & tables
        for subnet in association.targets("subnet_id")
    }
    main = {
        target
        for association in stack.of_kind("aws_main_route_table_association")
        for target in association.targets("route_table_id")
    } | {table.address for table in stack.of_kind("aws_default_route_table")}
    associated = {
        subnet
        for association in stack.of_kind("aws_route_table_association")
        for subnet in association.targets("subnet_id")
    }
    by_default = {
        each.address
        for each in stack.of_kind("aws_subnet", "aws_default_subnet")
        if main & tables and each.address not in associated
    }
    by_address = {
        subnet.address
        for subnet in stack.of_kind("aws_subnet", "aws_default_subnet")
        if subnet.values.get("map_public_ip_on_launch") is True
    }
    return by_route | by_default | by_address


def _leads_out(targets: set[str], values: Mapping[str, Any]) -> bool:
    return any(each.startswith("aws_internet_gateway.") for each in targets) or str(
        values.get("gateway_id", "")
    ).startswith("igw-")


def rules_of(stack: Stack, group: str) -> Iterator[tuple[Resource, Permission]]:
    """Yield what the inline and the separate rules of a security group let in."""
    for resource in stack.of_kind(*INLINE, *RULES):
        own = resource.address == group
        if own or group in resource.targets("security_group_id"):
            yield from ((resource, each) for each in let_in(resource))
