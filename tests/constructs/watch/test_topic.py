"""The topic that alerts go to."""

import json
from typing import Any

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.keys import Keys
from webservice.settings import AlertSettings
from webservice.watch.topic import EVENT_RULES, PUBLISHERS, AlertTopic


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: Any) -> None:
        keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
        topic = AlertTopic(
            stack,
            "topic",
            prefix="web-test",
            account=ACCOUNT,
            key=keys.logs,
            settings=AlertSettings(
                emails=("a@example.com", "b@example.com"),
                https_endpoints=("https://events.example.com/pagerduty",),
            ),
        )
        TerraformOutput(stack, "arn", value=topic.arn)

    return synthesize(build)


def statements(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    policy = json.loads(synthesized.one("aws_sns_topic_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_messages_are_encrypted_with_the_logs_key(synthesized: Synthesized) -> None:
    assert synthesized.one("aws_sns_topic")["kms_master_key_id"] == "${aws_kms_key.key_logs.arn}"


def test_the_topic_keeps_its_address_wherever_it_is_moved(synthesized: Synthesized) -> None:
    assert list(synthesized.all("aws_sns_topic")) == ["alert_topic"]


def test_services_publish_for_this_account_only(synthesized: Synthesized) -> None:
    allowed = statements(synthesized)["ServicesPublishForThisAccount"]
    assert allowed["Principal"] == {"Service": list(PUBLISHERS)}
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert allowed["Action"] == "sns:Publish"
    assert allowed["Resource"] == "${aws_sns_topic.alert_topic.arn}"


def test_every_publisher_may_use_the_topics_key(synthesized: Synthesized) -> None:
    policy = json.loads(synthesized.all("aws_kms_key")["key_logs"]["policy"])
    (statement,) = (
        found for found in policy["Statement"] if found["Sid"] == "AlarmsAndEventsPublishToTheTopic"
    )
    assert sorted(statement["Principal"]["Service"]) == sorted(PUBLISHERS)


def test_event_rules_may_publish_and_use_the_key(synthesized: Synthesized) -> None:
    allowed = statements(synthesized)["EventRulesPublish"]
    assert allowed["Principal"] == {"Service": EVENT_RULES}
    assert "Condition" not in allowed
    policy = json.loads(synthesized.all("aws_kms_key")["key_logs"]["policy"])
    users = [found["Principal"].get("Service") for found in policy["Statement"]]
    assert EVENT_RULES in users


def test_nobody_publishes_without_tls(synthesized: Synthesized) -> None:
    denied = statements(synthesized)["NobodyWithoutTls"]
    assert denied["Effect"] == "Deny"
    assert denied["Principal"] == "*"
    assert "sns:Publish" in denied["Action"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_every_address_and_webhook_is_subscribed(synthesized: Synthesized) -> None:
    found = synthesized.all("aws_sns_topic_subscription").values()
    assert sorted((one["protocol"], one["endpoint"]) for one in found) == [
        ("email", "a@example.com"),
        ("email", "b@example.com"),
        ("https", "https://events.example.com/pagerduty"),
    ]


def test_who_uses_the_topic_waits_for_its_policy(synthesized: Synthesized) -> None:
    (policy,) = synthesized.all("aws_sns_topic_policy")
    arn = synthesized.document["output"]["arn"]["value"]
    assert arn == f"${{aws_sns_topic_policy.{policy}.arn}}"
