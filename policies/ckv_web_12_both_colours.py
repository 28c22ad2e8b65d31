"""Traffic can be shifted: each forward knows both colours."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.listeners import KINDS, forwards
from policies.support.rule import Rule, Subject
from policies.support.values import UNKNOWN, block, blocks


class BothColours(Rule):
    """Each forward has two target groups, with a weight each, and no `target_group_arn`.

    With `target_group_arn` the provider drops the other group at the next apply.
    """

    number = "CKV_WEB_12"
    title = "Listeners forward to both colours by weight"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Look at each forward."""
        found = list(forwards(subject.kind, subject.values))
        if not found:
            return NOT_APPLICABLE
        wrong, unsure = [], []
        for each in found:
            groups = blocks(block(each, "forward"), "target_group")
            arns = [group.get("arn") for group in groups]
            if each.get("target_group_arn"):
                wrong.append("it forwards by target_group_arn: name both colours in forward")
            elif UNKNOWN in arns and len(groups) == 2:
                unsure.append("whether the two target groups differ")
            elif len(groups) != 2 or arns[0] == arns[1]:
                wrong.append("it forwards to one colour: name both in forward.target_group")
            if any(group.get("weight") is None for group in groups):
                wrong.append("a target group has no weight: AWS takes 1 for it")
        return verdict(wrong, unsure)


check = BothColours()
