"""A plan for one account cannot be applied to another."""

from __future__ import annotations

from policies.support.answer import COMPLIANT, NOT_APPLICABLE, Answer, non_compliant
from policies.support.rule import Rule, Subject


class Account(Rule):
    """Each AWS provider names the accounts that it may work in; said of the first resource."""

    number = "CKV_WEB_39"
    title = "Providers are held to their account"
    kinds = ("aws_*",)

    def judge(self, subject: Subject) -> Answer:
        """Look at the providers."""
        if subject.stack is None or subject.resource.address != subject.stack.first:
            return NOT_APPLICABLE
        free = [
            key
            for key, accounts in subject.stack.accounts.items()
            if key.partition(".")[0] == "aws" and not accounts
        ]
        if free or not subject.stack.accounts:
            return non_compliant(
                f"provider {(free or ['aws'])[0]} takes any account's credentials: "
                "set allowed_account_ids"
            )
        return COMPLIANT


check = Account()
