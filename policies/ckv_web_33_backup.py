"""Data outlives a mistake, and in prod also a region."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import blocks, known, number

_PROD = "prod"
_DAYS_IN_PROD, _DAYS_ELSEWHERE = 30, 1
_REPLICATION = "aws_db_instance_automated_backups_replication"


class Backup(Rule):
    """Daily backups are on; prod keeps 30 days, and copies them to another region."""

    number = "CKV_WEB_33"
    title = "Databases are backed up, in prod for 30 days and in another region as well"
    kinds = ("aws_db_instance", "aws_backup_plan")

    def judge(self, subject: Subject) -> Answer:
        """Look at the instance or the plan, and in prod at what copies it."""
        environment = subject.stack.environment if subject.stack else ""
        unsure = [] if environment else ["which environment this is"]
        wrong = []
        if subject.kind == "aws_backup_plan":
            if environment == _PROD:
                copied = all(blocks(each, "copy_action") for each in blocks(subject.values, "rule"))
                wrong = [] if copied else ["a rule has no copy_action: copy to the other region"]
            return verdict(wrong, unsure)
        if subject.values.get("replicate_source_db"):
            return NOT_APPLICABLE
        least = _DAYS_IN_PROD if environment == _PROD else _DAYS_ELSEWHERE
        days = subject.values.get("backup_retention_period")
        if not known(days):
            unsure.append("backup_retention_period")
        elif (number(days) or 0) < least:
            wrong.append(f"backup_retention_period is {days or 0}: set it to {least} or more")
        if (
            environment == _PROD
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
