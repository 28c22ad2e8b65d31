"""The bootstrap stack's roles as synthesized, for the tests of what they may do."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from cdktf import Testing

from stacks.bootstrap import BOOTSTRAP
from stacks.bootstrap_stack import BootstrapStack
from stacks.environments import NAMES
from tests.constructs.harness import ACCOUNT, Synthesized

Statements = list[dict[str, Any]]

ROLES = ("plan", *(f"{verb}-{name}" for verb in ("deploy", "drive") for name in NAMES))

IN_REGION = {"aws__RequestedRegion": "eu-west-1"}
OURS = {**IN_REGION, "aws__ResourceTag_slash_Environment": "stage"}
BUCKET = "arn:aws:s3:::sluice-state-123456789012-eu-west-1"
JOURNAL = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/sluice-journal"
STATE_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-1111-1111-1111-111111111111"
JOURNAL_KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/22222222-2222-2222-2222-222222222222"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/sluice-workload-boundary"
ARNS = {
    "${aws_s3_bucket.state_bucket.arn}": BUCKET,
    "${aws_dynamodb_table.journal_table.arn}": JOURNAL,
    "${aws_kms_key.key_state.arn}": STATE_KEY,
    "${aws_kms_key.key_journal.arn}": JOURNAL_KEY,
}


@cache
def synthesized() -> Synthesized:
    """Return the stack, its tokens replaced by ARNs as AWS would give."""
    stack = BootstrapStack(Testing.app(), "bootstrap", bootstrap=BOOTSTRAP)
    text = Testing.synth(stack)
    for token, arn in ARNS.items():
        text = text.replace(token, arn)
    return Synthesized(json.loads(text))


@cache
def inline() -> dict[str, list[str]]:
    """Return the inline policies of each role, as JSON; roles as in `ROLES`."""
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for policy in synthesized().all("aws_iam_role_policy").values():
        found[role_of(policy)].append(policy["policy"])
    return found


@cache
def managed() -> dict[str, list[str]]:
    """Return each deploying role's own managed policies, as JSON."""
    texts = {
        f"${{aws_iam_policy.{key}.arn}}": one["policy"]
        for key, one in synthesized().all("aws_iam_policy").items()
    }
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for attached in synthesized().all("aws_iam_role_policy_attachment").values():
        if attached["policy_arn"] in texts:
            found[role_of(attached)].append(texts[attached["policy_arn"]])
    return found


def role_of(attached: dict[str, Any]) -> str:
    """Return which role a policy or an attachment belongs to."""
    return re.sub(r".*role_([\w-]+)\..*", r"\1", attached["role"])


@cache
def statements(role: str) -> Statements:
    """Return the statements of a role, AWS's managed policies aside."""
    texts = inline()[role] + managed()[role]
    return [one for text in texts for one in json.loads(text)["Statement"]]


def actions_of(statement: dict[str, Any]) -> list[str]:
    """Return a statement's actions, one or many."""
    actions: str | list[str] = statement["Action"]
    return [actions] if isinstance(actions, str) else actions
