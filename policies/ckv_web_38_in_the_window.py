"""A database changes in its maintenance window."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import known


class InTheWindow(Rule):
    """`apply_immediately` is off: a change that restarts waits for the window."""

    number = "CKV_WEB_38"
    title = "Databases change in their maintenance window"
    kinds = ("aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance")

    def judge(self, subject: Subject) -> Answer:
        """Look at the database."""
        given = subject.values.get("apply_immediately")
        if not known(given):
            return unknown("apply_immediately")
        if given is True:
            return non_compliant("apply_immediately restarts it at any hour: set it to false")
        return COMPLIANT


check = InTheWindow()
