"""Data outlives a mistake, and where it is protected also a region."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import blocks, known, number

_DAYS_IF_PROTECTED, _DAYS_ELSEWHERE = 30, 1
_REPLICATION = "aws_db_instance_automated_backups_replication"


class Backup(Rule):
    """Daily backups are on; a protected stack keeps 30 days, and copies them to another region."""

    number = "CKV_WEB_33"
    title = "Databases are backed up; protected ones for 30 days and in another region as well"
    kinds = ("aws_db_instance", "aws_backup_plan")

    def judge(self, subject: Subject) -> Answer:
        """Look at the instance or the plan, and where it is protected at what copies it."""
        protection = subject.stack.protection if subject.stack else ""
        protected = protection == "protected"
        unsure = [] if protection else ["how protected the stack is"]
        wrong = []
        if subject.kind == "aws_backup_plan":
            if protected:
                copied = all(blocks(each, "copy_action") for each in blocks(subject.values, "rule"))
                wrong = [] if copied else ["a rule has no copy_action: copy to the other region"]
            return verdict(wrong, unsure)
        if subject.values.get("replicate_source_db"):
            return NOT_APPLICABLE
        least = _DAYS_IF_PROTECTED if protected else _DAYS_ELSEWHERE
        days = subject.values.get("backup_retention_period")
        if not known(days):
            unsure.append("backup_retention_period")
        elif (number(days) or 0) < least:
            wrong.append(f"backup_retention_period is {days or 0}: set it to {least} or more")
        if (
            protected
            and subject.stack
            and not any(
                each.kind == _REPLICATION
                for each in subject.stack.referring(
                    subject.resource.address, "source_db_instance_arn"
                )
            )
        ):
            wrong.append(f"its backups stay in one region: add {_REPLICATION}")
        return verdict(wrong, unsure)


check = Backup()
