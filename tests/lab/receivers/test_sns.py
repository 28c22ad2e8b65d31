"""What SNS publishes arrives at mailboxes and webhooks of the lab, and nowhere else."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from lab.faults.kinds import ReceiverBusy, ReceiverDown
from lab.receivers.envelope import signed_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.receivers.conftest import Lab

INTEGRATION = "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"


@pytest.fixture
def topic(lab: Lab, sns: Any) -> Iterator[str]:
    arn = sns.create_topic(Name="alerts")["TopicArn"]
    yield arn
    sns.delete_topic(TopicArn=arn)


def _notifications(message: dict[str, Any]) -> bool:
    if message["receiver"] == "email":
        return "Confirmation" not in message["body"]["subject"]
    return bool(message["headers"].get("x-amz-sns-message-type") == "Notification")


def test_mail_is_confirmed_once_and_brings_subject_and_message(
    lab: Lab, sns: Any, topic: str
) -> None:
    for _ in range(2):
        arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
    sns.publish(TopicArn=topic, Subject="ALARM", Message="5xx")
    sns.publish(TopicArn=topic, Message="no subject")
    first, second = lab.wait_for(_notifications, 2)
    assert first["to"] == "ops@example.com"
    assert (first["body"]["subject"], first["body"]["message"]) == ("ALARM", "5xx")
    assert second["body"]["subject"] == "AWS Notification Message"
    confirmations = [one for one in lab.client.received() if not _notifications(one)]
    assert len(confirmations) == 1
    attributes = sns.get_subscription_attributes(SubscriptionArn=arn["SubscriptionArn"])
    assert attributes["Attributes"]["PendingConfirmation"] == "false"


def test_an_https_endpoint_gets_sns_own_envelope_signed(lab: Lab, sns: Any, topic: str) -> None:
    arn = sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=INTEGRATION)["SubscriptionArn"]
    answer = sns.publish(TopicArn=topic, Subject="ALARM", Message="5xx")
    (found,) = lab.wait_for(_notifications)
    body = found["body"]
    assert body["Type"] == "Notification"
    assert (body["Subject"], body["Message"]) == ("ALARM", "5xx")
    assert body["MessageId"] == answer["MessageId"]
    assert body["TopicArn"] == topic
    assert found["headers"]["x-amz-sns-subscription-arn"] == arn
    assert found["headers"]["x-amz-sns-message-id"] == answer["MessageId"]
    assert found["headers"]["content-type"] == "text/plain; charset=UTF-8"
    with urllib.request.urlopen(body["SigningCertURL"], timeout=5) as answered:
        key: Any = x509.load_pem_x509_certificate(answered.read()).public_key()
    signature = base64.b64decode(body["Signature"])
    key.verify(signature, signed_text(body).encode(), padding.PKCS1v15(), hashes.SHA256())
    forged = signed_text({**body, "Message": "all is well"}).encode()
    with pytest.raises(InvalidSignature):
        key.verify(signature, forged, padding.PKCS1v15(), hashes.SHA256())


def test_the_confirmation_that_an_endpoint_gets_can_be_visited(
    lab: Lab, sns: Any, topic: str
) -> None:
    arn = sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=INTEGRATION)["SubscriptionArn"]
    (found,) = lab.wait_for(lambda one: one["receiver"] == "pagerduty")
    assert found["headers"]["x-amz-sns-message-type"] == "SubscriptionConfirmation"
    with urllib.request.urlopen(found["body"]["SubscribeURL"], timeout=5) as answered:
        assert f"<SubscriptionArn>{arn}</SubscriptionArn>" in answered.read().decode()


def test_raw_delivery_posts_the_message_alone(lab: Lab, sns: Any, topic: str) -> None:
    sns.subscribe(
        TopicArn=topic,
        Protocol="https",
        Endpoint="https://hooks.slack.com/services/T0001/B0001/abc",
        Attributes={"RawMessageDelivery": "true"},
    )
    sns.publish(TopicArn=topic, Message=json.dumps({"text": "raw"}))
    (found,) = lab.wait_for(_notifications)
    assert (found["receiver"], found["body"], found["status"]) == ("slack", {"text": "raw"}, 200)


def test_filter_and_message_structure_are_heeded(lab: Lab, sns: Any, topic: str) -> None:
    sns.subscribe(
        TopicArn=topic,
        Protocol="email",
        Endpoint="ops@example.com",
        Attributes={"FilterPolicy": json.dumps({"severity": ["high"]})},
    )
    for severity in ("low", "high"):
        sns.publish(
            TopicArn=topic,
            MessageStructure="json",
            Message=json.dumps({"default": "d", "email": f"mail {severity}"}),
            MessageAttributes={"severity": {"DataType": "String", "StringValue": severity}},
        )
    (found,) = lab.wait_for(_notifications)
    assert found["body"]["message"] == "mail high"


@pytest.mark.parametrize(
    ("protocol", "endpoint"), [("email", "ops@example.com"), ("https", INTEGRATION)]
)
def test_what_fails_is_tried_again_and_publish_does_not_wait_for_it(
    protocol: str, endpoint: str, lab: Lab, sns: Any, topic: str
) -> None:
    sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    lab.wait_for(lambda one: not _notifications(one))
    receiver = "email" if protocol == "email" else "pagerduty"
    lab.client.add_fault(ReceiverDown(receiver=receiver, for_seconds=0.5))
    lab.client.add_fault(ReceiverBusy(receiver=receiver, count=1))
    started = time.monotonic()
    sns.publish(TopicArn=topic, Message="in the end")
    assert time.monotonic() - started < 1.5
    (found,) = lab.wait_for(lambda one: _notifications(one) and one["status"] in (0, 202))
    assert time.monotonic() - started >= 3  # 1 s after the first failure, 2 s after the second
    assert found["receiver"] == receiver


def test_a_name_that_nobody_in_the_lab_has_is_never_contacted(
    lab: Lab, sns: Any, topic: str
) -> None:
    # Were it contacted, this listener would hear of it.
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint)
        sns.publish(TopicArn=topic, Message="x")
        with pytest.raises(TimeoutError):
            listener.accept()
