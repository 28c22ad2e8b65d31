"""AWS's own policies of full access are attached to nobody."""

from __future__ import annotations

import re

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant, unknown
from policies.support.rule import Rule, Subject
from policies.support.values import UNKNOWN, texts

_WIDE = re.compile(
    r"^arn:aws[\w-]*:iam::aws:policy/.*(?:AdministratorAccess|PowerUserAccess|FullAccess)"
)


class ManagedPolicy(Rule):
    """No attachment names `AdministratorAccess`, `PowerUserAccess` or a `…FullAccess`."""

    number = "CKV_WEB_26"
    title = "No AWS-managed policy of full access is attached"
    kinds = (
        "aws_iam_group_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_iam_user_policy_attachment",
    )

    def judge(self, subject: Subject) -> Answer:
        """Look at the policy's ARN, or ARNs."""
        name = "managed_policy_arns" if subject.kind == "aws_iam_role" else "policy_arn"
        given = subject.values.get(name)
        if given is UNKNOWN and not subject.resource.targets(name):
            return unknown(name)
        wide = [each for each in texts(given) if _WIDE.search(each)]
        if wide:
            return non_compliant(
                f"it gives {wide[0].rpartition('/')[2]}: write a policy of what is needed"
            )
        return COMPLIANT if given else NOT_APPLICABLE


check = ManagedPolicy()
