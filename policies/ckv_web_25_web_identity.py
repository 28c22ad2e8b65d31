"""A workflow's token opens a role for one repository and place, not for all of GitHub."""

from __future__ import annotations

from policies.support.answer import NOT_APPLICABLE, Answer, unknown, verdict
from policies.support.rule import Rule, Subject
from policies.support.statements import Statement, statements
from policies.support.values import texts

_EXACT = ("stringequals", "forallvalues:stringequals", "foranyvalue:stringequals")


class WebIdentity(Rule):
    """Trust in a web identity holds `aud` and `sub` to whole values, without `*`."""

    number = "CKV_WEB_25"
    title = "Roles trust web identities by exact audience and subject"
    kinds = ("aws_iam_role",)

    def judge(self, subject: Subject) -> Answer:
        """Look at each statement that trusts a federation."""
        found = statements(subject.values.get("assume_role_policy"))
        if found is None:
            return unknown("assume_role_policy")
        federated = [
            each
            for each in found
            if each.allows and "sts:AssumeRoleWithWebIdentity" in each.actions
        ]
        if not federated:
            return NOT_APPLICABLE
        return verdict([wrong for each in federated for wrong in _wrong(each)], [])


def _wrong(statement: Statement) -> list[str]:
    exact = {
        key.rpartition(":")[2].lower()
        for operator, keys in statement.condition.items()
        if operator.lower() in _EXACT
        for key, value in keys.items()
        if texts(value) and not any("*" in each for each in texts(value))
    }
    return [
        f"statement {statement.name} does not hold the token's {claim} to whole values: "
        "add StringEquals without *"
        for claim in ("aud", "sub")
        if claim not in exact
    ]


check = WebIdentity()
