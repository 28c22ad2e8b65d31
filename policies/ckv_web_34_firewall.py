"""What is public stands behind the firewall, and the firewall blocks."""

from __future__ import annotations

from policies.support.answer import (
    COMPLIANT,
    NOT_APPLICABLE,
    Answer,
    non_compliant,
    unknown,
    verdict,
)
from policies.support.rule import Rule, Subject
from policies.support.values import block, blocks

_ASSOCIATION = "aws_wafv2_web_acl_association"


class Firewall(Rule):
    """A public load balancer has a web ACL, and no rule of an ACL only counts."""

    number = "CKV_WEB_34"
    title = "Public load balancers stand behind a firewall that blocks"
    kinds = ("aws_lb", "aws_alb", "aws_wafv2_web_acl")

    def judge(self, subject: Subject) -> Answer:
        """Look at the load balancer and what refers to it, or at the ACL's rules."""
        values = subject.values
        if subject.kind == "aws_wafv2_web_acl":
            counting = [
                str(each.get("name"))
                for each in blocks(values, "rule")
                for name in ("override_action", "action")
                if "count" in block(each, name) and block(each, name)["count"] not in (None, [])
            ]
            return verdict([f"rule {name} only counts: let it block" for name in counting], [])
        if values.get("internal") is True or values.get("load_balancer_type") == "network":
            return NOT_APPLICABLE
        if subject.stack is None:
            return unknown("whether a web ACL is associated")
        for each in subject.stack.referring(subject.resource.address, "resource_arn"):
            if each.kind == _ASSOCIATION:
                return COMPLIANT
        return non_compliant(f"no firewall stands before it: add {_ASSOCIATION}")


check = Firewall()
