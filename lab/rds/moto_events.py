"""RDS tells what happens to an instance, in DescribeEvents and to the topics of subscriptions.

Moto knows a few events only, and sends none to anybody.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError, ServiceException
from moto.rds.models import Event, RDSBackend

if TYPE_CHECKING:
    from typing import Any

    from moto.rds.models import EventSubscription

SHUTDOWN = "LAB_SHUTDOWN"
RESTARTED = "LAB_RESTARTED"
FAILOVER_STARTED = "LAB_FAILOVER_STARTED"
FAILOVER_COMPLETED = "LAB_FAILOVER_COMPLETED"
RECOVERY_STARTED = "LAB_RECOVERY_STARTED"
RECOVERY_COMPLETED = "LAB_RECOVERY_COMPLETED"
RESTORED = "LAB_RESTORED"
PROMOTED = "LAB_PROMOTED"
STOPPED = "LAB_STOPPED"
STARTED = "LAB_STARTED"
FAILED = "LAB_FAILED"
DELETED = "LAB_DELETED"
BACKUP_STARTED = "DB_INSTANCE_BACKUP_START"
BACKUP_FINISHED = "DB_INSTANCE_BACKUP_FINISH"
PASSWORD_RESET = "DB_INSTANCE_RESET_MASTER_CREDENTIALS"  # noqa: S105 - moto's name of an event

# Number (RDS-EVENT-...), category and message.
_EVENTS = {
    DELETED: ("0003", "deletion", "DB instance deleted"),
    SHUTDOWN: ("0004", "availability", "DB instance shutdown"),
    RESTARTED: ("0006", "availability", "DB instance restarted"),
    FAILOVER_STARTED: ("0013", "failover", "Multi-AZ instance failover started."),
    FAILOVER_COMPLETED: ("0049", "failover", "Multi-AZ instance failover completed"),
    RECOVERY_STARTED: (
        "0020",
        "recovery",
        (
            "Recovery of the DB instance has started. Recovery time will vary with the amount of "
            "data to be recovered."
        ),
    ),
    RECOVERY_COMPLETED: ("0021", "recovery", "Recovery of the DB instance is complete."),
    FAILED: ("0031", "failure", "The DB instance has failed."),
    RESTORED: ("0043", "restoration", "Restored from snapshot or point in time"),
    PROMOTED: ("0057", "read replica", "Replication streaming has been terminated."),
    STOPPED: ("0087", "notification", "DB instance stopped"),
    STARTED: ("0088", "notification", "DB instance started"),
}
_NUMBERS = {text: number for number, _, text in _EVENTS.values()} | {
    Event.EVENT_MAP[name]["Message"]: number
    for name, number in (
        (BACKUP_STARTED, "0001"),
        (BACKUP_FINISHED, "0002"),
        ("DB_INSTANCE_CREATE", "0005"),
        (PASSWORD_RESET, "0016"),
    )
}
_DOCUMENTATION = "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html"


def patch() -> None:
    """Let moto know these events, and publish all."""
    Event.EVENT_MAP.update(
        {name: {"Categories": [kind], "Message": text} for name, (_, kind, text) in _EVENTS.items()}
    )
    add = RDSBackend.add_event

    @wraps(add)
    def add_and_publish(self: RDSBackend, event_type: str, resource: Any) -> None:
        add(self, event_type, resource)
        event = self.events[-1]
        for subscription in self.event_subscriptions.values():
            if _wants(subscription, event):
                _publish(self, subscription, event)

    RDSBackend.add_event = add_and_publish


def _wants(subscription: EventSubscription, event: Event) -> bool:
    categories, ids = subscription.event_categories, subscription.source_ids
    return bool(
        subscription.enabled is not False
        and subscription.source_type in (None, "", event.source_type)
        and (not categories or set(categories) & set(event.event_categories))
        and (not ids or event.source_identifier in ids)
    )


def _publish(backend: RDSBackend, subscription: EventSubscription, event: Event) -> None:
    number = _NUMBERS.get(event.message, "0000")
    message = {
        "Event Source": event.source_type,
        "Event Time": event.date.strftime("%Y-%m-%d %H:%M:%S.000"),
        "Identifier Link": (
            f"https://console.aws.amazon.com/rds/home?region={backend.region_name}"
            f"#dbinstance:id={event.source_identifier}"
        ),
        "Source ID": event.source_identifier,
        "Source ARN": event.source_arn,
        "Event ID": f"{_DOCUMENTATION}#RDS-EVENT-{number}",
        "Event Message": event.message,
    }
    topics = get_backend("sns")[backend.account_id][backend.region_name]
    try:
        topics.publish(
            message=json.dumps(message),
            arn=subscription.sns_topic_arn,
            subject="RDS Notification Message",
        )
    except (JsonRESTError, ServiceException) as error:
        print(f"FAILED an RDS event did not reach {subscription.sns_topic_arn}: {error}")
