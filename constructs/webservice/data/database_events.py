"""What RDS tells of the database's instances, such as a failover or low storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.db_event_subscription import DbEventSubscription

if TYPE_CHECKING:
    from constructs import Construct

_EVENTS = (
    "availability",
    "backup",
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "read replica",
    "recovery",
    "security",
)


def publish_events(scope: Construct, *, name: str, topic_arn: str, identifiers: list[str]) -> None:
    """Send the events of the instances with these identifiers to the SNS topic."""
    DbEventSubscription(
        scope,
        "events",
        name=name,
        sns_topic=topic_arn,
        source_type="db-instance",
        source_ids=identifiers,
        event_categories=list(_EVENTS),
    )
