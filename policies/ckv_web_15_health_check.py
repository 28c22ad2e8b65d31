"""A broken application is seen to be broken."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import block, known


class HealthCheck(Rule):
    """The target group's check is on, asks for a page of its own, and takes a 2xx only."""

    number = "CKV_WEB_15"
    title = "Target groups check health on a page of its own and take nothing but 2xx"
    kinds = ("aws_lb_target_group", "aws_alb_target_group")

    def judge(self, subject: Subject) -> Answer:
        """Look at the health check."""
        if subject.values.get("protocol") not in ("HTTP", "HTTPS"):
            return NOT_APPLICABLE
        given = block(subject.values, "health_check")
        wrong = []
        if given.get("enabled") is False:
            wrong.append("health_check.enabled is off: set it to true")
        if known(given.get("path")) and given.get("path") in (None, "", "/"):
            wrong.append("health_check.path is not set: ask for a page such as /healthz")
        matcher = given.get("matcher")
        if known(matcher) and not _only_success(str(matcher or "")):
            wrong.append(f"health_check.matcher is {matcher or 'not set'}: set it to 200")
        return verdict(wrong, [] if known(dict(given)) else ["health_check"])


def _only_success(matcher: str) -> bool:
    codes = matcher.replace("-", ",").split(",")
    return all(code.strip().isdigit() and code.strip().startswith("2") for code in codes)


check = HealthCheck()
