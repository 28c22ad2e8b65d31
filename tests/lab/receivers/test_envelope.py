"""The documents that SNS posts, and what their signature is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from lab.receivers.envelope import (
    CONFIRMATION,
    NOTIFICATION,
    Notification,
    Signer,
    body_and_headers,
    envelope,
    signed_text,
)

NOTE = Notification(
    type=NOTIFICATION,
    protocol="https",
    endpoint="https://example.com/",
    topic_arn="arn:aws:sns:eu-west-1:1:alerts",
    subscription_arn="arn:aws:sns:eu-west-1:1:alerts:s",
    message_id="m",
    message="text",
    subject="title",
)
AT = datetime(2026, 1, 2, 3, 4, 5, 67_000, tzinfo=UTC)


def test_a_notification_is_signed_with_its_subject_if_it_has_one() -> None:
    document = envelope(NOTE, at=AT, address="http://lab", signer=Signer())
    assert document["Timestamp"] == "2026-01-02T03:04:05.067Z"
    assert signed_text(document) == (
        "Message\ntext\nMessageId\nm\nSubject\ntitle\nTimestamp\n2026-01-02T03:04:05.067Z\n"
        "TopicArn\narn:aws:sns:eu-west-1:1:alerts\nType\nNotification\n"
    )
    without = envelope(replace(NOTE, subject=None), at=AT, address="http://lab", signer=Signer())
    assert "Subject" not in without
    assert "Subject" not in signed_text(without)


def test_a_confirmation_is_signed_with_its_address_and_token() -> None:
    note = replace(NOTE, type=CONFIRMATION, subject=None, token="t")
    document = envelope(note, at=AT, address="http://lab", signer=Signer())
    assert "UnsubscribeURL" not in document
    assert signed_text(document) == (
        f"Message\ntext\nMessageId\nm\nSubscribeURL\n{document['SubscribeURL']}\n"
        "Timestamp\n2026-01-02T03:04:05.067Z\nToken\nt\n"
        "TopicArn\narn:aws:sns:eu-west-1:1:alerts\nType\nSubscriptionConfirmation\n"
    )


def test_raw_delivery_is_of_notifications_only() -> None:
    raw = replace(NOTE, raw=True)
    body, headers = body_and_headers(raw, {"Type": NOTIFICATION})
    assert body == "text"
    assert headers["x-amz-sns-rawdelivery"] == "true"
    body, headers = body_and_headers(replace(raw, type=CONFIRMATION), {"Type": CONFIRMATION})
    assert body != "text"
    assert "x-amz-sns-subscription-arn" not in headers
