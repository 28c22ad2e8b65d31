"""SNS hands what it publishes by mail and http(s) to the lab.

Moto drops mail, and posts to http(s) endpoints for real: a rehearsal would page people.
Here both become notifications that the lab delivers, and neither leaves the machine nor
holds up moto's thread. As in moto, a subscription counts as confirmed from its beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random
from moto.sns.models import SNSBackend, Subscription

from lab.receivers.envelope import CONFIRMATION, NOTIFICATION, Notification

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOCOLS = ("email", "email-json", "http", "https")


def patch(deliver: Callable[[Notification], None]) -> None:
    """Let SNS call `deliver`, in moto's thread, for each subscription of these protocols."""
    _publish(deliver)
    _subscribe(deliver)


def _publish(deliver: Callable[[Notification], None]) -> None:
    original = Subscription.publish

    def publish(self: Any, message: str, message_id: str, **options: Any) -> None:
        if self.protocol not in PROTOCOLS:
            original(self, message, message_id, **options)
            return
        attributes = options.get("message_attributes")
        matcher = self._filter_policy_matcher
        if matcher is not None and not matcher.matches(attributes, message):
            return
        if options.get("message_structure") == "json":
            message = self._parse_message_structure(message, self.protocol)
        deliver(
            Notification(
                type=NOTIFICATION,
                protocol=self.protocol,
                endpoint=self.endpoint,
                topic_arn=self.topic.arn,
                subscription_arn=self.arn,
                message_id=message_id,
                message=message,
                subject=options.get("subject"),
                raw=str(self.attributes.get("RawMessageDelivery")).lower() == "true",
                attributes=attributes,
            )
        )

    Subscription.publish = publish


def _subscribe(deliver: Callable[[Notification], None]) -> None:
    original = SNSBackend.subscribe

    def subscribe(self: Any, topic_arn: str, endpoint: str, protocol: str) -> Any:
        known = set(self.subscriptions)
        subscription = original(self, topic_arn, endpoint, protocol)
        if protocol in PROTOCOLS and subscription.arn not in known:
            deliver(
                Notification(
                    type=CONFIRMATION,
                    protocol=protocol,
                    endpoint=endpoint,
                    topic_arn=topic_arn,
                    subscription_arn=subscription.arn,
                    message_id=str(mock_random.uuid4()),
                    message=f"You have chosen to subscribe to the topic {topic_arn}.",
                    token=subscription.arn.rpartition(":")[2],
                )
            )
        return subscription

    SNSBackend.subscribe = subscribe
