"""Secrets without values, and parameters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.errors import InvalidValue
from webservice.iam import Role, trust_policy
from webservice.keys import Keys
from webservice.secrets import Parameter, Secrets

if TYPE_CHECKING:
    from cdktf import TerraformStack


def _build(stack: TerraformStack, *, destroyable: bool = False) -> None:
    keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
    common = {"prefix": "web-test", "key": keys.secrets, "destroyable": destroyable}
    read = Secrets(stack, "read", names=("SESSION_KEY", "API_TOKEN"), **common)
    Secrets(stack, "unread", names=("OTHER",), **common)
    role = Role(
        stack,
        "role",
        name="reader",
        assume_role_policy=trust_policy("ecs-tasks.amazonaws.com"),
        description="reader",
    )
    read.grant_read(role)
    Parameter(
        stack,
        "parameter",
        name="/sluice/test/limit",
        value="12",
        description="a limit",
        logical_id="parameter_limit",
    )


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(_build)


def test_every_secret_is_pinned_named_after_its_variable_and_encrypted(
    synthesized: Synthesized,
) -> None:
    secrets = synthesized.all("aws_secretsmanager_secret")
    assert {logical_id: secret["name"] for logical_id, secret in secrets.items()} == {
        "secret_api_token": "web-test/api_token",
        "secret_other": "web-test/other",
        "secret_session_key": "web-test/session_key",
    }
    assert {secret["kms_key_id"] for secret in secrets.values()} == {
        "${aws_kms_key.key_secrets.arn}"
    }


def test_no_value_of_a_secret_passes_through_terraform(synthesized: Synthesized) -> None:
    kinds = synthesized.document["resource"]
    assert not [kind for kind in kinds if kind.startswith("aws_secretsmanager_secret_")]
    assert "random_password" not in kinds


def test_a_deleted_secret_can_be_recovered_for_30_days(synthesized: Synthesized) -> None:
    secrets = synthesized.all("aws_secretsmanager_secret").values()
    assert {secret["recovery_window_in_days"] for secret in secrets} == {30}


def test_a_destroyable_secret_goes_at_once() -> None:
    lowered = synthesize(lambda stack: _build(stack, destroyable=True))
    secrets = lowered.all("aws_secretsmanager_secret").values()
    assert {secret["recovery_window_in_days"] for secret in secrets} == {0}


def test_a_grant_reads_exactly_these_secrets_and_decrypts_with_their_key(
    synthesized: Synthesized,
) -> None:
    policies = {
        policy["name"]: json.loads(policy["policy"])["Statement"]
        for policy in synthesized.all("aws_iam_role_policy").values()
    }
    assert sorted(policies) == ["read-secrets", "read-secrets-key"]
    (read,) = policies["read-secrets"]
    assert read["Action"] == "secretsmanager:GetSecretValue"
    assert read["Resource"] == [
        "${aws_secretsmanager_secret.secret_session_key.arn}",
        "${aws_secretsmanager_secret.secret_api_token.arn}",
    ]
    (decrypt,) = policies["read-secrets-key"]
    assert decrypt["Resource"] == "${aws_kms_key.key_secrets.arn}"


def test_no_secrets_no_grant() -> None:
    def build(stack: TerraformStack) -> None:
        keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
        role = Role(stack, "role", name="r", assume_role_policy="{}", description="reader")
        Secrets(stack, "none", prefix="web-test", names=(), key=keys.secrets).grant_read(role)

    assert synthesize(build).all("aws_iam_role_policy") == {}


def test_a_name_must_not_stand_twice() -> None:
    with pytest.raises(InvalidValue, match=r"service\.secret_names = .*must differ"):
        synthesize(
            lambda stack: Secrets(
                stack,
                "twice",
                prefix="web-test",
                names=("A", "A"),
                key=Keys(stack, "keys", prefix="p", account=ACCOUNT, region=REGION).secrets,
            )
        )


def test_a_parameter_is_a_pinned_string(synthesized: Synthesized) -> None:
    parameter = synthesized.all("aws_ssm_parameter")["parameter_limit"]
    assert (parameter["type"], parameter["tier"], parameter["value"]) == (
        "String",
        "Standard",
        "12",
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("limit", "1", "parameter name = 'limit': must start with /"),
        ("/limit", "x" * 4097, "size of parameter /limit = 4097: must be at most 4096 bytes"),
    ],
)
def test_a_wrong_parameter_is_one_sentence(name: str, value: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        synthesize(
            lambda stack: Parameter(
                stack, "p", name=name, value=value, description="d", logical_id="parameter_p"
            )
        )
