"""No way leads from the internet to a database."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from policies.support.answer import Answer, unknown, verdict
from policies.support.network import public_subnets, rules_of
from policies.support.rule import Rule, Subject
from policies.support.values import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.support.stack import Stack


class PublicDatabase(Rule):
    """No public address, no public subnet, and no rule that lets a public subnet's range in."""

    number = "CKV_WEB_19"
    title = "Databases cannot be reached from a public subnet"
    kinds = ("aws_db_instance", "aws_rds_cluster_instance")

    def judge(self, subject: Subject) -> Answer:
        """Look at the instance, its subnet group and its security groups."""
        public = subject.values.get("publicly_accessible")
        if public is True:
            return verdict(["publicly_accessible is true: set it to false"], [])
        if subject.stack is None:
            return unknown("the subnets of its subnet group, and its security groups")
        stack, open_subnets = subject.stack, public_subnets(subject.stack)
        unsure = [] if known(public) else ["publicly_accessible"]
        groups = subject.resource.targets("db_subnet_group_name") & set(stack.resources)
        if not groups and not subject.values.get("replicate_source_db"):
            unsure.append("its subnets: refer to a subnet group of this stack")
        if not subject.resource.targets("vpc_security_group_ids") & set(stack.resources):
            unsure.append("its security groups: refer to those of this stack")
        wrong = [
            f"{group} holds {subnet}, which is public: use isolated subnets"
            for group in sorted(groups)
            for subnet in stack.resources[group].targets("subnet_ids") & open_subnets
        ]
        ranges = [stack.resources[each].values.get("cidr_block") for each in sorted(open_subnets)]
        for group in subject.resource.targets("vpc_security_group_ids"):
            for rule, permission in rules_of(stack, group):
                wrong += [
                    f"{rule.address} lets {cidr} in, where public subnets are: name a group"
                    for cidr in permission.sources
                    if any(_overlap(cidr, each) for each in ranges)
                ]
            wrong += _from_balancers(stack, group)
        return verdict(wrong, unsure)


def _overlap(one: str, other: object) -> bool:
    try:
        first, second = (ipaddress.ip_network(str(each), strict=False) for each in (one, other))
    except ValueError:
        return False
    return first.version == second.version and first.overlaps(second)


def _from_balancers(stack: Stack, group: str) -> Iterator[str]:
    """Yield what is wrong where a load balancer's group is let in."""
    outside = {
        each
        for balancer in stack.of_kind("aws_lb", "aws_alb")
        if balancer.values.get("internal") is not True
        for each in balancer.targets("security_groups")
    }
    for rule, _ in rules_of(stack, group):
        peers = rule.targets("referenced_security_group_id", "source_security_group_id", "ingress")
        if peers & outside - {group}:
            yield f"{rule.address} lets a public load balancer in: let the service in alone"


check = PublicDatabase()
