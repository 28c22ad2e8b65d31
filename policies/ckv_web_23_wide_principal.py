"""Policies of keys, buckets, topics and the like let nobody in from outside."""

from __future__ import annotations

import re

from policies.support.answer import NOT_APPLICABLE, Answer, unknown, verdict
from policies.support.rule import Rule, Subject
from policies.support.statements import Statement, statements

_ARGUMENTS = {
    "aws_backup_vault_policy": "policy",
    "aws_cloudwatch_log_resource_policy": "policy_document",
    "aws_dynamodb_resource_policy": "policy",
    "aws_ecr_repository_policy": "policy",
    "aws_iam_role": "assume_role_policy",
    "aws_kms_external_key": "policy",
    "aws_kms_key": "policy",
    "aws_kms_key_policy": "policy",
    "aws_kms_replica_key": "policy",
    "aws_lambda_permission": "principal",
    "aws_s3_bucket_policy": "policy",
    "aws_secretsmanager_secret_policy": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_sqs_queue_policy": "policy",
}
_ACCOUNT = re.compile(r"(?<!\d)(\d{12})(?!\d)")


class WidePrincipal(Rule):
    """No statement allows everybody without a condition on who, nor another account."""

    number = "CKV_WEB_23"
    title = "Policies of keys, buckets, topics and roles let in nobody from outside the account"
    kinds = tuple(_ARGUMENTS)

    def judge(self, subject: Subject) -> Answer:
        """Look at each statement that allows."""
        given = subject.values.get(_ARGUMENTS[subject.kind])
        if given is None:
            return NOT_APPLICABLE
        if subject.kind == "aws_lambda_permission":
            return verdict(["its principal is everybody: name one"] if given == "*" else [], [])
        found = statements(given)
        if found is None:
            return unknown(_ARGUMENTS[subject.kind])
        ours = {
            account
            for accounts in (subject.stack.accounts.values() if subject.stack else ())
            for account in accounts
        }
        return verdict([w for each in found if each.allows for w in _wrong(each, ours)], [])


def _wrong(statement: Statement, ours: set[str]) -> list[str]:
    wrong = []
    if statement.everybody and not statement.limited:
        wrong.append(f"statement {statement.name} allows everybody: name who, or add a condition")
    named = statement.principals.get("AWS", [])
    accounts = {account for text in named for account in _ACCOUNT.findall(text)}
    strangers = sorted(accounts - ours) if ours else []
    if strangers:
        wrong.append(f"statement {statement.name} allows account {strangers[0]}, which is not ours")
    return wrong


check = WidePrincipal()
