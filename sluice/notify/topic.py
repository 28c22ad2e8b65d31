"""The alert topic of an environment: mail, chat and pagers listen to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.aws import Clients

_LONGEST_SUBJECT = 99
"""SNS: fewer than 100 printable ASCII characters."""


def publish(clients: Clients, topic_arn: str, *, subject: str, text: str) -> None:
    """Publish a message.

    Args:
        clients: of the topic's region.
        topic_arn: of the environment's alert topic.
        subject: is cut, and without what SNS takes no subject with, such as umlauts.
        text: as it is to be read.

    Raises:
        BotoCoreError, ClientError: refused, or no answer; it may have been published.
    """
    clients("sns").publish(TopicArn=topic_arn, Subject=_subject(subject), Message=text)


def _subject(text: str) -> str:
    plain = "".join(sign if " " <= sign <= "~" else " " for sign in text).strip()
    return plain[:_LONGEST_SUBJECT] or "sluice"
