"""The bootstrap stack's roles as synthesized, for the tests of what they may do."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from cdktf import Testing

from stacks.bootstrap import BOOTSTRAP
from stacks.bootstrap_stack import BootstrapStack
from tests.constructs.harness import ACCOUNT, Synthesized

Statements = list[dict[str, Any]]

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
    """Return the inline policies of each role, as JSON."""
    found: dict[str, list[str]] = {"plan": [], "deploy": [], "drive": []}
    for policy in synthesized().all("aws_iam_role_policy").values():
        role = re.sub(r".*role_(\w+)\..*", r"\1", policy["role"])
        found[role].append(policy["policy"])
    return found


@cache
def managed() -> list[str]:
    """Return the deploying role's own managed policies, as JSON."""
    policies = synthesized().all("aws_iam_policy").values()
    return [one["policy"] for one in policies if one["name"].startswith("sluice-deploy-")]


@cache
def statements(role: str) -> Statements:
    """Return the statements of a role, AWS's managed policies aside."""
    texts = inline()[role] + (managed() if role == "deploy" else [])
    return [one for text in texts for one in json.loads(text)["Statement"]]


def actions_of(statement: dict[str, Any]) -> list[str]:
    """Return a statement's actions, one or many."""
    actions: str | list[str] = statement["Action"]
    return [actions] if isinstance(actions, str) else actions
