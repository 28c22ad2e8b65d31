"""One KMS key per purpose."""

import json

import pytest

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.iam import Role, trust_policy
from webservice.keys import Keys


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: object) -> None:
        keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
        role = Role(
            stack,
            "task",
            name="web-test-task",
            assume_role_policy=trust_policy("ecs-tasks.amazonaws.com"),
            description="task",
        )
        keys.secrets.grant_decrypt(role)

    return synthesize(build)


def test_every_purpose_has_a_key_with_yearly_rotation(synthesized: Synthesized) -> None:
    keys = synthesized.all("aws_kms_key")
    assert sorted(keys) == ["key_backups", "key_data", "key_logs", "key_registry", "key_secrets"]
    assert all(key["enable_key_rotation"] for key in keys.values())
    assert {key["rotation_period_in_days"] for key in keys.values()} == {365}


def test_only_the_logs_key_is_open_to_services(synthesized: Synthesized) -> None:
    statements = {
        name: json.loads(key["policy"])["Statement"]
        for name, key in synthesized.all("aws_kms_key").items()
    }
    assert {name: len(found) for name, found in statements.items() if len(found) > 1} == {
        "key_logs": 4
    }
    unconditional = [
        statement["Principal"]
        for statement in statements["key_logs"][1:]
        if "Condition" not in statement
    ]
    # AWS passes no source account for EventBridge; see the topic's policy.
    assert unconditional == [{"Service": "events.amazonaws.com"}]


def test_a_grant_names_the_one_key(synthesized: Synthesized) -> None:
    (statement,) = json.loads(synthesized.one("aws_iam_role_policy")["policy"])["Statement"]
    assert statement["Resource"] == "${aws_kms_key.key_secrets.arn}"
    assert statement["Action"] == ["kms:Decrypt", "kms:DescribeKey"]
