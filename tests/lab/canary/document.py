"""The deployment descriptor of the test's service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.variables import REGION
from simulator.descriptors import alarm_rules, document
from sluice.environment.descriptor import COLOURS
from tests.lab.canary.balancer import TEST_PORT

if TYPE_CHECKING:
    from tests.lab.canary.balancer import Balancer

# (weight_percent, bake_seconds): at a speed of 60, seconds of a rehearsal.
STEPS = ((5, 300), (25, 300), (50, 300), (100, 1200))


def descriptor(
    *,
    host: str,
    balancer: Balancer,
    services: dict[str, str],
    role: str,
    topic: str,
    alarms: tuple[str, ...],
) -> dict[str, Any]:
    """Return the document that the stack would write."""
    usual = document("dev", region=REGION)
    return usual | {
        "environment": "dev",
        "service": "web",
        "services": {
            colour: {
                "service_name": f"web-dev-{colour}",
                "service_arn": services[colour],
                "target_group_arn": balancer.groups[colour],
                "target_group_arn_suffix": balancer.groups[colour].split(":")[-1],
            }
            for colour in COLOURS
        },
        "task": usual["task"]
        | {
            "execution_role_arn": role,
            "task_role_arn": role,
            "migration_command": ["migrate"],
        },
        "load_balancer": {
            "arn": balancer.arn,
            "arn_suffix": balancer.arn.split(":loadbalancer/")[1],
            "dns_name": balancer.dns_name,
            "host_name": host,
            "listener_arn": balancer.listener,
            "rule_arn": balancer.rule,
            "test_listener_arn": balancer.test_listener,
            "test_port": TEST_PORT,
        },
        "alarms": {
            "rules": alarm_rules(hold=alarms[:1], attacked=alarms[1:2], lasting=alarms[2:]),
            "topic_arn": topic,
            "dashboard": "web-dev",
        },
        "canary": {
            "steps": [
                {"weight_percent": weight, "bake_seconds": bake, "analyse": True}
                for weight, bake in STEPS
            ],
            "hold_deadline_seconds": 1800,
            "drain_seconds": 600,
            "max_harmed_requests": 1000,
        },
    }
