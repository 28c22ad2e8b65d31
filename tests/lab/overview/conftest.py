"""A status document as a lab with every part answers it."""

from __future__ import annotations

from typing import Any

import pytest

BLUE = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-stage-blue/1"
GREEN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-stage-green/2"


@pytest.fixture
def document() -> dict[str, Any]:
    rule = {"arn": "rule", "priority": "1000", "action": "forward"}
    listener = {"arn": "listener", "protocol": "HTTPS", "port": 443, "loopback_port": 50443}
    return {
        "endpoint": "http://127.0.0.1:4566",
        "account": "123456789012",
        "time": "2026-11-25T12:00:00+00:00",
        "parts": {
            "alb": {
                "proxy_port": 50000,
                "process": 1,
                "starts": 1,
                "load_balancers": [
                    {
                        "arn": "balancer",
                        "region": "eu-west-1",
                        "dns_name": "web-stage-1.eu-west-1.elb.amazonaws.com",
                        "hosts": ["web.stage.example.com"],
                        "listeners": [
                            {**listener, "rules": [{**rule, "weights": {BLUE: 90, GREEN: 10}}]}
                        ],
                    }
                ],
                "target_groups": [
                    {
                        "arn": BLUE,
                        "name": "web-stage-blue",
                        "requests_per_second": 90.5,
                        "targets": [
                            {
                                "address": "127.0.0.1",
                                "port": 41001,
                                "state": "unhealthy",
                                "reason": "Target.ResponseCodeMismatch",
                            }
                        ],
                    },
                    {
                        "arn": GREEN,
                        "name": "web-stage-green",
                        "requests_per_second": 9.5,
                        "targets": [],
                    },
                ],
            },
            "ecs": {
                "services": [
                    {
                        "region": "eu-west-1",
                        "cluster": "web-stage",
                        "name": "web-stage-blue",
                        "status": "ACTIVE",
                        "desired": 2,
                        "running": 1,
                        "pending": 1,
                        "last_event": "(service web-stage-blue) has started 1 tasks.",
                        "deployments": [{"id": "ecs-svc/1", "rollout_state": "IN_PROGRESS"}],
                    }
                ],
                "tasks": [
                    {
                        "id": "0123456789abcdef",
                        "group": "service:web-stage-blue",
                        "status": "RUNNING",
                        "versions": ["1.0.0"],
                        "ports": [41001],
                        "pids": [4711],
                    }
                ],
            },
            "rds": {
                "instances": [
                    {
                        "identifier": "web-stage",
                        "address": "127.0.0.1",
                        "port": 55432,
                        "role": "primary",
                        "zone": "eu-west-1a",
                        "status": "available",
                        "connections": 3,
                    }
                ]
            },
            "cloudwatch": {
                "alarms": [
                    {
                        "name": "web-stage-error-rate",
                        "state": "ALARM",
                        "since": "2026-11-25T11:59:00+00:00",
                        "reason": "Threshold Crossed",
                    }
                ]
            },
            "faults": {"faults": [{"id": "api-throttle-1", "age_seconds": 12.3, "hits": 4}]},
        },
    }
