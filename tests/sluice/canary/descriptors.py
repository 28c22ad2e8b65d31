"""A deployment descriptor for tests that need no AWS."""

from __future__ import annotations

from typing import Any

from simulator.descriptors import alarm_rules
from simulator.descriptors import document as simulated
from sluice.environment.descriptor import COLOURS, Descriptor

_ARN = "arn:aws:{}:eu-west-1:123456789012:{}"


def document() -> dict[str, Any]:
    """Return the document of an environment that was never deployed."""
    usual = simulated("stage", region="eu-west-1")
    load_balancer = {"rule_arn": "rule", "test_listener_arn": "test-listener"}
    names = {"arn_suffix": "app/web-stage/0", "host_name": "web.stage.example.com"}
    return usual | {
        "service": "web",
        "services": {
            colour: {
                "service_name": f"web-stage-{colour}",
                "service_arn": f"service-{colour}",
                "target_group_arn": _ARN.format(
                    "elasticloadbalancing", f"targetgroup/web-stage-{colour}/0123456789abcdef"
                ),
                "target_group_arn_suffix": f"targetgroup/web-stage-{colour}/0123456789abcdef",
            }
            for colour in COLOURS
        },
        "task": usual["task"]
        | {
            "log_group": "/ecs/web-stage/app",
            "execution_role_arn": "arn:aws:iam::123456789012:role/web-stage-task-execution",
            "task_role_arn": "arn:aws:iam::123456789012:role/web-stage-task",
            "migration_command": [],
        },
        "load_balancer": usual["load_balancer"] | load_balancer | names,
        "alarms": {
            "rules": alarm_rules(hold=["web-stage-error-rate"], lasting=["web-stage-roll-back"]),
            "topic_arn": "topic",
            "dashboard": "web-stage",
        },
        "canary": {
            "steps": [
                {"weight_percent": weight, "bake_seconds": 300, "analyse": True}
                for weight in (5, 25, 100)
            ],
            "hold_deadline_seconds": 1800,
            "drain_seconds": 600,
            "max_harmed_requests": 100,
        },
        "rollback": {"p95_latency_ms": 400, "p95_minutes": 7, "error_rate_percent": 0.5},
    }


def descriptor(**parts: Any) -> Descriptor:
    """Return the descriptor, with some of its parts replaced."""
    return Descriptor.model_validate(document() | parts)
