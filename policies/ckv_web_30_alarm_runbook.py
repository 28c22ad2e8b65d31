"""Who is woken knows what to do, and whose it is."""

from __future__ import annotations

import re

from policies.support.answer import Answer, unknown, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import known

_OWNER = re.compile(r"\bOwner: ?[\w.@/-]+\w")
_RUNBOOK = re.compile(r"\bRunbook: ?https://[\w.-]+/\S+")


class AlarmRunbook(Rule):
    """The description ends with `Owner: <team>. Runbook: https://…`, as the page shows it."""

    number = "CKV_WEB_30"
    title = "Alarms name their owner and their runbook"
    kinds = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")

    def judge(self, subject: Subject) -> Answer:
        """Look at the description."""
        description = subject.values.get("alarm_description")
        if not known(description):
            return unknown("alarm_description")
        text = str(description or "")
        wrong = []
        if not _OWNER.search(text):
            wrong.append("alarm_description names no owner: add 'Owner: <team>.'")
        if not _RUNBOOK.search(text):
            wrong.append("alarm_description has no runbook: add 'Runbook: https://…'")
        return verdict(wrong, [])


check = AlarmRunbook()
