"""Tells people, by the environment's alert topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.aws import Clients
    from sluice.canary.model.actions import Alert

_LONGEST_SUBJECT = 99
"""SNS: fewer than 100 printable ASCII characters."""


def publish(clients: Clients, topic_arn: str, alert: Alert) -> None:
    """Publish an alert.

    Raises:
        BotoCoreError, ClientError: refused, or no answer; it may have been published.
    """
    clients("sns").publish(TopicArn=topic_arn, Subject=_subject(alert.subject), Message=alert.text)


def _subject(text: str) -> str:
    plain = "".join(sign if " " <= sign <= "~" else " " for sign in text).strip()
    return plain[:_LONGEST_SUBJECT] or "sluice"
