"""A deployment that does not come up goes back by itself, and never takes capacity away."""

from __future__ import annotations

from policies.support.answer import Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import block, known, number


class CircuitBreaker(Rule):
    """The circuit breaker is on with rollback, and 100 % of the tasks stay while it deploys."""

    number = "CKV_WEB_11"
    title = "Services have a circuit breaker with rollback and keep their capacity"
    kinds = ("aws_ecs_service",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the service."""
        breaker = block(subject.values, "deployment_circuit_breaker")
        least = subject.values.get("deployment_minimum_healthy_percent", 100)
        wrong = [
            f"deployment_circuit_breaker.{name} is off: set it to true"
            for name in ("enable", "rollback")
            if known(breaker.get(name)) and breaker.get(name) is not True
        ]
        if known(least) and (number(least) or 0) < 100:
            wrong.append(f"deployment_minimum_healthy_percent is {least}: set it to 100")
        return verdict(
            wrong, [] if known(dict(breaker)) and known(least) else ["the deployment's settings"]
        )


check = CircuitBreaker()
