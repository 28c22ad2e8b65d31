"""Tasks are reached through the load balancer alone."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, unknown, verdict
from policies.support.network import public_subnets
from policies.support.rule import Rule, Subject
from policies.support.values import blocks, known


class PublicTasks(Rule):
    """No public address, and no public subnet."""

    number = "CKV_WEB_37"
    title = "Tasks have no public address and run in no public subnet"
    kinds = ("aws_ecs_service",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the service's network."""
        found = blocks(subject.values, "network_configuration")
        if not found:
            return NOT_APPLICABLE
        address = found[0].get("assign_public_ip")
        if address is True:
            return verdict(["assign_public_ip is true: set it to false"], [])
        if subject.stack is None:
            return unknown("whether its subnets are public")
        subnets = {
            each
            for each in subject.resource.targets("network_configuration")
            if each.startswith(("aws_subnet.", "aws_default_subnet."))
        }
        if not subnets:
            return unknown("its subnets: refer to those of this stack")
        public = subnets & public_subnets(subject.stack)
        wrong = [
            f"it runs in {each}, which is public: use private subnets" for each in sorted(public)
        ]
        return verdict(wrong, [] if known(address) else ["assign_public_ip"])


check = PublicTasks()
