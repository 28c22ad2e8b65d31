"""An alarm that sounds is heard."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import UNKNOWN


class AlarmActions(Rule):
    """Its actions are on, and there is one for the alarm and one for its end."""

    number = "CKV_WEB_31"
    title = "Alarms tell somebody when they sound and when they are over"
    kinds = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")

    def judge(self, subject: Subject) -> Answer:
        """Look at the actions; whom they tell may be known later."""
        values = subject.values
        if values.get("actions_enabled") is UNKNOWN:
            return unknown("actions_enabled")
        if values.get("actions_enabled") is False:
            return non_compliant("actions_enabled is off: nobody hears it")
        missing = [name for name in ("alarm_actions", "ok_actions") if not values.get(name)]
        if missing:
            return non_compliant(f"{missing[0]} is empty: name the topic of alerts")
        return COMPLIANT


check = AlarmActions()
