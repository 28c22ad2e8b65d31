"""What is deleted by mistake can be brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policies.support.answer import Answer, verdict
from policies.support.rule import Rule, Subject
from policies.support.values import known, number

if TYPE_CHECKING:
    from collections.abc import Callable


def _not_true(value: Any) -> bool:
    return value is not True


def _not_false(value: Any) -> bool:
    return value is not False


def _days(least: int) -> Callable[[Any], bool]:
    return lambda value: value is None or (number(value) or 0) >= least


_DATABASE = (
    ("skip_final_snapshot", _not_true, "false"),
    ("delete_automated_backups", lambda value: value is False, "false"),
)
_WANTED: dict[str, tuple[tuple[str, Callable[[Any], bool], str], ...]] = {
    "aws_db_instance": _DATABASE,
    "aws_rds_cluster": _DATABASE,
    "aws_s3_bucket": (("force_destroy", _not_true, "false"),),
    "aws_backup_vault": (("force_destroy", _not_true, "false"),),
    "aws_route53_zone": (("force_destroy", _not_true, "false"),),
    "aws_ecr_repository": (("force_delete", _not_true, "false"),),
    "aws_kms_key": (
        ("deletion_window_in_days", _days(14), "30"),
        ("is_enabled", _not_false, "true"),
    ),
    "aws_secretsmanager_secret": (("recovery_window_in_days", _days(7), "30"),),
}


class Recoverable(Rule):
    """No argument makes AWS or Terraform empty, skip or shorten what stands before a loss."""

    number = "CKV_WEB_22"
    title = "A deletion leaves a snapshot, a waiting time, or is refused while there is content"
    kinds = tuple(_WANTED)

    def judge(self, subject: Subject) -> Answer:
        """Look at the arguments of its type; a replica holds nothing of its own."""
        if subject.values.get("replicate_source_db"):
            return verdict([], [])
        wrong, unsure = [], []
        for name, fine, better in _WANTED[subject.kind]:
            given = subject.values.get(name)
            if not known(given):
                unsure.append(name)
            elif not fine(given):
                wrong.append(f"{name} is {given}: set it to {better}")
        return verdict(wrong, unsure)


check = Recoverable()
