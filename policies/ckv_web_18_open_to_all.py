"""Nobody comes in from everywhere, but to the load balancer's two ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.network import INLINE, RULES, Permission, let_in
from policies.support.rule import Rule, Subject
from policies.support.values import UNKNOWN, blocks, texts

if TYPE_CHECKING:
    from policies.support.stack import Stack

_PUBLIC_PORTS = (80.0, 443.0)
_BALANCERS = ("aws_lb", "aws_alb")


class OpenToAll(Rule):
    """No rule of a security group lets the internet in, however it is spelt.

    What is meant to be open is TCP 80 or 443, one port at a time, of a group that belongs to a
    load balancer that is not internal, and to nothing else.
    """

    number = "CKV_WEB_18"
    title = "Security groups are not open to the internet"
    kinds = (*INLINE, *RULES)

    def judge(self, subject: Subject) -> Answer:
        """Look at each permission."""
        permissions = let_in(subject.resource)
        if not permissions:
            return NOT_APPLICABLE
        wrong, unsure = [], []
        for each in permissions:
            what = (
                "every protocol"
                if each.protocol in ("-1", "all")
                else (f"{each.protocol} {each.ports[0]:g} to {each.ports[1]:g}")
            )
            if each.wide and subject.stack is None and _meant_ports(each):
                unsure.append("whether its group is a public load balancer's")
            elif each.wide and not _meant(each, subject):
                wrong.append(f"it lets {each.wide[0]} in to {what}: name who may come in")
            unsure += each.unsure
            for prefix_list in each.lists:
                opened, seen = _entries(prefix_list, subject)
                if opened:
                    wrong.append(
                        f"its prefix list holds {opened}, for {what}: name who may come in"
                    )
                elif not seen:
                    unsure.append(f"the entries of prefix list {prefix_list}")
        return verdict(wrong, unsure)


def _entries(prefix_list: str, subject: Subject) -> tuple[str, bool]:
    """Return a wide entry of a prefix list, and whether its entries can be seen at all."""
    lists = subject.stack.of_kind("aws_ec2_managed_prefix_list") if subject.stack else ()
    used = subject.resource.targets("prefix_list_id", "ingress", "prefix_list_ids")
    for each in lists:
        if each.address in prefix_list or each.address in used:
            cidrs = tuple(
                text for entry in blocks(each.values, "entry") for text in texts(entry.get("cidr"))
            )
            permission = Permission(cidrs, (), "", (0, 0), ())
            return next(iter(permission.wide), ""), each.values.get("entry") is not UNKNOWN
    return "", False


def _meant_ports(permission: Permission) -> bool:
    first, last = permission.ports
    return permission.protocol in ("tcp", "6") and first == last and first in _PUBLIC_PORTS


def _meant(permission: Permission, subject: Subject) -> bool:
    if not _meant_ports(permission):
        return False
    own = [subject.resource.address] if subject.kind in INLINE else []
    groups = own or list(subject.resource.targets("security_group_id"))
    return bool(subject.stack and groups) and all(
        _of_balancer(subject.stack, each) for each in groups
    )


def _of_balancer(stack: Stack | None, group: str) -> bool:
    if stack is None:
        return False
    users = [
        each
        for each in stack.referring(group)
        # Rules, of this group or of another that names it as a peer, do not use it; nor does a
        # document that tells its id.
        if "security_group" not in each.kind and each.kind != "aws_ssm_parameter"
    ]
    return bool(users) and all(
        each.kind in _BALANCERS and each.values.get("internal") is False for each in users
    )


check = OpenToAll()
