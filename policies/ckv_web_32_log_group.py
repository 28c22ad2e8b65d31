"""Logs are encrypted with our key and end some day."""

from __future__ import annotations

from policies.support.answer import Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import known, number

_SHORTEST_DAYS = 30


class LogGroup(Rule):
    """A key of ours, and a retention of 30 days or more."""

    number = "CKV_WEB_32"
    title = "Log groups have a key and a retention of at least 30 days"
    kinds = ("aws_cloudwatch_log_group",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the group; which key it is may be known later."""
        days = subject.values.get("retention_in_days")
        wrong = []
        if not subject.values.get("kms_key_id"):
            wrong.append("it has no kms_key_id: name the key of logs")
        if known(days) and (number(days) or 0) < _SHORTEST_DAYS:
            wrong.append(
                f"retention_in_days is {days or 'not set'}: set it to {_SHORTEST_DAYS} or more"
            )
        return verdict(wrong, [] if known(days) else ["retention_in_days"])


check = LogGroup()
