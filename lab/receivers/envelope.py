"""Writes and signs the documents that SNS posts to http and https subscriptions."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTIFICATION = "Notification"
CONFIRMATION = "SubscriptionConfirmation"
# What is signed, in this order, each name and value on a line of its own.
_SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    CONFIRMATION: (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}


@dataclass(frozen=True)
class Notification:
    """One message on its way to one subscription.

    `type` is Notification or SubscriptionConfirmation; `token` belongs to the latter;
    `attributes` are its MessageAttributes as the envelope has them.
    """

    type: str
    protocol: str
    endpoint: str
    topic_arn: str
    subscription_arn: str
    message_id: str
    message: str
    subject: str | None = None
    token: str | None = None
    raw: bool = False
    attributes: Mapping[str, Any] | None = None


class Signer:
    """SNS's signing key; made on first use, which takes a tenth of a second."""

    def sign(self, document: Mapping[str, Any]) -> str:
        """Return the signature of an envelope, version 2 (SHA-256)."""
        return base64.b64encode(
            self._key.sign(signed_text(document).encode(), padding.PKCS1v15(), hashes.SHA256())
        ).decode()

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def certificate(self) -> str:
        """The certificate of the key, as PEM."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .sign(self._key, hashes.SHA256())
        )
        return built.public_bytes(serialization.Encoding.PEM).decode()


def signed_text(document: Mapping[str, Any]) -> str:
    """Return what the signature of an envelope is over; what it lacks is left out."""
    return "".join(
        f"{name}\n{document[name]}\n" for name in _SIGNED[document["Type"]] if name in document
    )


def envelope(note: Notification, *, at: datetime, address: str, signer: Signer) -> dict[str, Any]:
    """Return the document that SNS posts.

    Args:
        note: what it carries.
        at: when it was published.
        address: where the lab answers for SNS's own addresses: SubscribeURL and the like.
        signer: signs it.
    """
    document: dict[str, Any] = {
        "Type": note.type,
        "MessageId": note.message_id,
        "TopicArn": note.topic_arn,
        "Message": note.message,
        "Timestamp": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z",
        "SignatureVersion": "2",
        "SigningCertURL": f"{address}/certificate.pem",
    }
    if note.subject is not None:
        document["Subject"] = note.subject
    if note.type == CONFIRMATION:
        document["Token"] = note.token
        document["SubscribeURL"] = (
            f"{address}/?Action=ConfirmSubscription&TopicArn={note.topic_arn}&Token={note.token}"
        )
    else:
        document["UnsubscribeURL"] = (
            f"{address}/?Action=Unsubscribe&SubscriptionArn={note.subscription_arn}"
        )
    if note.attributes:
        document["MessageAttributes"] = dict(note.attributes)
    document["Signature"] = signer.sign(document)
    return document


def body_and_headers(note: Notification, document: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return what is posted: the envelope, or with raw delivery the message alone."""
    raw = note.raw and note.type == NOTIFICATION
    headers = {
        "Content-Type": "text/plain; charset=UTF-8",
        "User-Agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-type": note.type,
        "x-amz-sns-message-id": note.message_id,
        "x-amz-sns-topic-arn": note.topic_arn,
    }
    if note.type == NOTIFICATION:
        headers["x-amz-sns-subscription-arn"] = note.subscription_arn
    if raw:
        headers["x-amz-sns-rawdelivery"] = "true"
    return (note.message if raw else json.dumps(document, indent=2)), headers
