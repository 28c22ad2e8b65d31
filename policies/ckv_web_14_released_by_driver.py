"""An apply never releases and never scales."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.stack import Mode
from policies.support.values import block, texts

_MOVED = ("task_definition", "desired_count")


class ReleasedByDriver(Rule):
    """`lifecycle.ignore_changes` of a service holds what the driver and autoscaling move."""

    number = "CKV_WEB_14"
    title = "Terraform ignores the release and the count that the driver moves"
    kinds = ("aws_ecs_service",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the lifecycle, which is in the synthesized stack only."""
        if subject.mode is Mode.PLAN:
            return unknown("lifecycle, which a plan does not hold")
        ignored = texts(block(subject.values, "lifecycle").get("ignore_changes"))
        missing = [name for name in _MOVED if name not in ignored and "all" not in ignored]
        if not missing:
            return COMPLIANT
        return non_compliant(
            f"the next apply would undo a release: put {' and '.join(missing)} into "
            "lifecycle.ignore_changes"
        )


check = ReleasedByDriver()
