"""What leaves goes where it is meant to, or by TLS."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.network import let_out
from policies.support.rule import Rule, Subject


class OpenWayOut(Rule):
    """To everywhere nothing but TCP 443 may go: not all ports, no database's, no shell's."""

    number = "CKV_WEB_35"
    title = "Security groups let out to the internet nothing but TCP 443"
    kinds = (
        "aws_default_security_group",
        "aws_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
    )

    def judge(self, subject: Subject) -> Answer:
        """Look at each permission."""
        found = let_out(subject.resource)
        if not found:
            return NOT_APPLICABLE
        wrong = [
            f"it lets {each.protocol} {each.ports[0]:g} to {each.ports[1]:g} out to "
            f"{each.wide[0]}: name where to"
            for each in found
            if each.wide and (each.protocol not in ("tcp", "6") or each.ports != (443.0, 443.0))
        ]
        return verdict(wrong, [text for each in found for text in each.unsure])


check = OpenWayOut()
