"""A database cannot be deleted in one step."""

from __future__ import annotations

from policies.support.answer import Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.stack import Mode
from policies.support.values import block, known

_ARGUMENTS = {
    "aws_db_instance": "deletion_protection",
    "aws_rds_cluster": "deletion_protection",
    "aws_docdb_cluster": "deletion_protection",
    "aws_neptune_cluster": "deletion_protection",
    "aws_dynamodb_table": "deletion_protection_enabled",
}


class DeletionProtection(Rule):
    """AWS refuses to delete it, and Terraform to plan that."""

    number = "CKV_WEB_21"
    title = "Databases and tables have deletion protection and prevent_destroy"
    kinds = tuple(_ARGUMENTS)

    def judge(self, subject: Subject) -> Answer:
        """Look at the argument, and at the lifecycle where the document holds it."""
        name = _ARGUMENTS[subject.kind]
        given = subject.values.get(name)
        wrong = []
        if known(given) and given is not True:
            wrong.append(f"{name} is off: set it to true")
        if subject.mode is Mode.SYNTH:
            lifecycle = block(subject.values, "lifecycle")
            if lifecycle.get("prevent_destroy") is not True:
                wrong.append("lifecycle.prevent_destroy is off: set it to true")
        return verdict(wrong, [] if known(given) else [name])


check = DeletionProtection()
