"""Stand-ins for what alarms and dashboard look at, and alarms over them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.constructs.harness import REGION
from webservice.settings import DatabaseSettings, Owner, RollbackCriteria, ServiceSettings
from webservice.watch.alarms import Alarms

if TYPE_CHECKING:
    from cdktf import TerraformStack

PREFIX = "web-test"
TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:web-test-alerts"
TEAM = Owner(
    name="web-platform",
    email="web-platform@example.com",
    runbook_url="https://runbooks.example.com/web/",
    slack_channel="#web-platform",
)
ROLLBACK = RollbackCriteria(p95_latency_ms=400, p95_minutes=7, error_rate_percent=2.5)
COLOURS = ("blue", "green")


def watched(*, replica: bool = True) -> dict[str, Any]:
    """Return what alarms and dashboard have in common."""
    return {
        "rollback": ROLLBACK,
        "load_balancer": SimpleNamespace(
            arn_suffix="app/web-test/1",
            region=REGION,
            target_groups={
                colour: SimpleNamespace(arn_suffix=f"targetgroup/web-test-{colour}/1")
                for colour in COLOURS
            },
        ),
        "service": SimpleNamespace(names={colour: f"web-test-{colour}" for colour in COLOURS}),
        "cluster": SimpleNamespace(name="web-test"),
        "database": SimpleNamespace(
            identifier="web-test", replica_identifier="web-test-replica" if replica else None
        ),
        "firewall": SimpleNamespace(web_acl_name="web-test"),
    }


def add_alarms(stack: TerraformStack, *, replica: bool = True) -> Alarms:
    """Add the alarms to `stack`."""
    topic: Any = SimpleNamespace(arn=TOPIC_ARN)
    return Alarms(
        stack,
        "alarms",
        prefix=PREFIX,
        team=TEAM,
        service_settings=ServiceSettings(
            image_digest=f"sha256:{'0' * 64}", min_count=3, desired_count=3
        ),
        database_settings=DatabaseSettings(
            instance_class="db.t4g.medium", storage_gib=50, max_connections_alarm=120
        ),
        topic=topic,
        **watched(replica=replica),
    )
