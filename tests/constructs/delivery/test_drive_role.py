"""The driving role may make every call that a release makes, on its own service only."""

from __future__ import annotations

import pytest

from tests.constructs.aws_calls import calls
from tests.constructs.delivery_parts import IN_REGION, JOURNAL, statements
from tests.constructs.drive_needs import KEY_OF_LOGS, NEEDS, THROUGH_SNS, Need, arn
from tests.constructs.iam_decisions import is_allowed

_EACH = [(call, need) for call, needs in NEEDS.items() for need in needs]


def test_what_is_needed_is_known_of_every_call_that_the_driver_makes() -> None:
    environment = ("sluice/environment/describe.py", "sluice/environment/session.py")
    assert calls("sluice/canary", "sluice/journal", "sluice/notify", *environment) == set(NEEDS)


@pytest.mark.parametrize(
    ("call", "need"), _EACH, ids=[f"{call[1]}-{need[0]}" for call, need in _EACH]
)
def test_a_call_of_the_driver_is_allowed(call: tuple[str, str], need: Need) -> None:
    action, resource, context = need
    assert is_allowed(statements("drive-stage"), action, resource, **context), call


@pytest.mark.parametrize("other", ["shop-stage", "web-dev", "web-prod"])
@pytest.mark.parametrize(
    "need", [need for _, need in _EACH if "web-stage" in need[1]], ids=lambda need: need[0]
)
def test_the_same_call_on_another_service_or_environment_is_not_allowed(
    need: Need, other: str
) -> None:
    action, resource, context = need
    there = resource.replace("web-stage", other)
    elsewhere = {name: text.replace("web-stage", other) for name, text in context.items()}
    assert not is_allowed(statements("drive-stage"), action, there, **elsewhere)


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_neither_is_another_environments_descriptor_nor_its_lease(environment: str) -> None:
    drive = statements("drive-stage")
    descriptor = arn("ssm", f"parameter/sluice/web/{environment}/deployment")
    assert not is_allowed(drive, "ssm:GetParameter", descriptor, **IN_REGION)
    for action in ("dynamodb:PutItem", "dynamodb:ConditionCheckItem"):
        partition = {"dynamodb__LeadingKeys": f"environment#web/{environment}"}
        assert not is_allowed(drive, action, JOURNAL, **partition)


@pytest.mark.parametrize("key", sorted(THROUGH_SNS))
def test_the_topics_key_is_of_no_use_but_through_the_topic_of_an_environment(key: str) -> None:
    context = {**IN_REGION, **THROUGH_SNS, key: "bootstrap"}
    assert not is_allowed(statements("drive-stage"), "kms:GenerateDataKey", KEY_OF_LOGS, **context)


def test_the_value_of_a_secret_stays_out_of_reach() -> None:
    secret = arn("secretsmanager", "secret:web-stage/session_key-AbCdEf")
    assert not is_allowed(
        statements("drive-stage"), "secretsmanager:GetSecretValue", secret, **IN_REGION
    )
