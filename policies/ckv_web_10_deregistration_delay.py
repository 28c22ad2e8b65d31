"""Draining is long enough for requests, and short enough to go back."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import known, number

_SHORTEST, _LONGEST = 5, 120


class DeregistrationDelay(Rule):
    """`deregistration_delay` is 5 to 120 seconds; AWS's own 300 hold every roll-back up."""

    number = "CKV_WEB_10"
    title = "Target groups drain for 5 to 120 seconds"
    kinds = ("aws_lb_target_group", "aws_alb_target_group")

    def judge(self, subject: Subject) -> Answer:
        """Look at the target group."""
        given = subject.values.get("deregistration_delay", 300)
        if not known(given):
            return unknown("deregistration_delay")
        seconds = number(given)
        if seconds is not None and _SHORTEST <= seconds <= _LONGEST:
            return COMPLIANT
        return non_compliant(
            f"deregistration_delay is {given or 300}: set it to {_SHORTEST} to {_LONGEST} seconds"
        )


check = DeregistrationDelay()
