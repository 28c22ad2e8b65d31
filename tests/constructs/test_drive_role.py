"""The driving role may make every call that a release makes, on its own service only."""

from __future__ import annotations

import pytest

from tests.constructs.aws_calls import calls
from tests.constructs.delivery import IN_REGION, statements
from tests.constructs.drive_needs import KEY_OF_LOGS, NEEDS, THROUGH_SNS, Need, arn
from tests.constructs.iam_decisions import is_allowed

_EACH = [(call, need) for call, needs in NEEDS.items() for need in needs]


def test_what_is_needed_is_known_of_every_call_that_the_driver_makes() -> None:
    assert calls("sluice/canary", "sluice/describe.py") == set(NEEDS)


@pytest.mark.parametrize(
    ("call", "need"), _EACH, ids=[f"{call[1]}-{need[0]}" for call, need in _EACH]
)
def test_a_call_of_the_driver_is_allowed(call: tuple[str, str], need: Need) -> None:
    action, resource, context = need
    assert is_allowed(statements("drive-stage"), action, resource, **context), call


@pytest.mark.parametrize(
    "need", [need for _, need in _EACH if "web-stage" in need[1]], ids=lambda need: need[0]
)
def test_the_same_call_on_another_service_is_not_allowed(need: Need) -> None:
    action, resource, context = need
    other = resource.replace("web-stage", "shop-stage")
    elsewhere = {name: text.replace("web-stage", "shop-stage") for name, text in context.items()}
    assert not is_allowed(statements("drive-stage"), action, other, **elsewhere)


@pytest.mark.parametrize("key", sorted(THROUGH_SNS))
def test_the_topics_key_is_of_no_use_but_through_the_topic_of_an_environment(key: str) -> None:
    context = {**IN_REGION, **THROUGH_SNS, key: "bootstrap"}
    assert not is_allowed(statements("drive-stage"), "kms:GenerateDataKey", KEY_OF_LOGS, **context)


def test_the_value_of_a_secret_stays_out_of_reach() -> None:
    secret = arn("secretsmanager", "secret:web-stage/session_key-AbCdEf")
    assert not is_allowed(
        statements("drive-stage"), "secretsmanager:GetSecretValue", secret, **IN_REGION
    )
