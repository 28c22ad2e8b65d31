"""An apply never moves traffic."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.listeners import KINDS, argument, forwards
from policies.support.rule import Rule, Subject
from policies.support.stack import Mode
from policies.support.values import block, texts


class WeightsIgnored(Rule):
    """`lifecycle.ignore_changes` holds the actions of what forwards: the driver moves weights."""

    number = "CKV_WEB_13"
    title = "Terraform ignores the weights that the driver moves"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at the lifecycle, which is in the synthesized stack only."""
        if not any(forwards(subject.kind, subject.values)):
            return NOT_APPLICABLE
        if subject.mode is Mode.PLAN:
            return unknown("lifecycle, which a plan does not hold")
        ignored = texts(block(subject.values, "lifecycle").get("ignore_changes"))
        name = argument(subject.kind)
        if name in ignored or "all" in ignored:
            return COMPLIANT
        return non_compliant(
            f"the next apply would undo a traffic shift: put {name} into lifecycle.ignore_changes"
        )


check = WeightsIgnored()
