"""No policy gives a whole service on everything, nor a way to more rights."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, unknown, verdict
from policies.support.rule import Rule, Subject
from policies.support.statements import Statement, statements
from policies.support.values import blocks

_ESCALATING = (
    "iam:addusertogroup",
    "iam:attach*",
    "iam:attachrolepolicy",
    "iam:createaccesskey",
    "iam:createpolicyversion",
    "iam:passrole",
    "iam:put*",
    "iam:putrolepolicy",
    "iam:setdefaultpolicyversion",
    "iam:updateassumerolepolicy",
    "sts:assumerole",
)


class WideGrant(Rule):
    """No allowed action is `*`, a whole service, or a step to more rights, on resource `*`."""

    number = "CKV_WEB_24"
    title = "IAM policies do not allow whole services, or more rights, on every resource"
    kinds = (
        "aws_iam_group_policy",
        "aws_iam_policy",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_iam_user_policy",
        "aws_ssoadmin_permission_set_inline_policy",
    )

    def judge(self, subject: Subject) -> Answer:
        """Look at each statement that allows."""
        inline = [each.get("policy") for each in blocks(subject.values, "inline_policy")]
        given = [subject.values.get("policy"), subject.values.get("inline_policy"), *inline]
        policies = [
            each for each in given if each is not None and not isinstance(each, list | dict)
        ]
        if not policies:
            return NOT_APPLICABLE
        found = [statements(each) for each in policies]
        if None in found:
            return unknown("its policy")
        wrong = [w for every in found for each in every or () for w in _wrong(each)]
        return verdict(wrong, [])


def _wrong(statement: Statement) -> list[str]:
    if not statement.allows or not any(set(each) <= set("*:") for each in statement.resources):
        return []
    wide = [each for each in statement.actions if _whole(each) or each.lower() in _ESCALATING]
    return [f"statement {statement.name} allows {each} on *: name either" for each in wide[:1]]


def _whole(action: str) -> bool:
    service, _, what = action.partition(":")
    return service.strip("*?") == "" or what.strip("*?") == ""


check = WideGrant()
