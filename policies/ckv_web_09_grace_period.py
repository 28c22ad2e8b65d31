"""A starting task is not killed for not being ready yet."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import blocks, known, number

_SHORTEST, _LONGEST = 30, 600


class GracePeriod(Rule):
    """`health_check_grace_period_seconds` is 30 to 600 where a load balancer checks health."""

    number = "CKV_WEB_9"
    title = "Services behind a load balancer have a health-check grace period"
    kinds = ("aws_ecs_service",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the service."""
        if not blocks(subject.values, "load_balancer"):
            return NOT_APPLICABLE
        given = subject.values.get("health_check_grace_period_seconds")
        if not known(given):
            return unknown("health_check_grace_period_seconds")
        seconds = number(given) or 0
        if _SHORTEST <= seconds <= _LONGEST:
            return COMPLIANT
        return non_compliant(
            f"health_check_grace_period_seconds is {seconds:g}: set it to {_SHORTEST} to "
            f"{_LONGEST}, or slow starts loop and dead ones linger"
        )


check = GracePeriod()
