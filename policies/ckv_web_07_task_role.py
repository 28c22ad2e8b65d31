"""The application has a role of its own."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, Answer, non_compliant, unknown
from policies.support.containers import KINDS
from policies.support.rule import Rule, Subject
from policies.support.values import known


class OwnTaskRole(Rule):
    """`task_role_arn` is given, and is not the role that starts tasks."""

    number = "CKV_WEB_7"
    title = "The task role is not the execution role"
    kinds = KINDS

    def judge(self, subject: Subject) -> Answer:
        """Compare the two roles, by reference where their ARNs are not known."""
        task, execution = (
            subject.values.get(name) for name in ("task_role_arn", "execution_role_arn")
        )
        if not task:
            return non_compliant(
                "there is no task_role_arn: give the application a role of its own"
            )
        if execution and not known([task, execution]):
            task, execution = (
                subject.resource.targets(name) for name in ("task_role_arn", "execution_role_arn")
            )
            if not task or not execution:
                return unknown("task_role_arn")
        if task == execution:
            return non_compliant(
                "the application may read all that starting it needs: give it another role"
            )
        return COMPLIANT


check = OwnTaskRole()
