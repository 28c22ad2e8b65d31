"""A deployment descriptor for tests that need no AWS."""

from __future__ import annotations

from typing import Any

from sluice.descriptor import Descriptor

_ARN = "arn:aws:{}:eu-west-1:123456789012:{}"


def document() -> dict[str, Any]:
    """Return the document of an environment that was never deployed."""
    return {
        "schema_version": 1,
        "environment": "stage",
        "service": "web",
        "account": "123456789012",
        "region": "eu-west-1",
        "owner": {
            "name": "web-platform",
            "email": "web-platform@example.com",
            "slack_channel": "#web-platform",
            "runbook_url": "https://runbooks.example.com/web",
        },
        "cluster": {"name": "web-stage", "arn": "cluster", "exec_log_group": "/ecs/exec"},
        "services": {
            colour: {
                "service_name": f"web-stage-{colour}",
                "service_arn": f"service-{colour}",
                "target_group_arn": _ARN.format(
                    "elasticloadbalancing", f"targetgroup/web-stage-{colour}/0123456789abcdef"
                ),
                "target_group_arn_suffix": f"targetgroup/web-stage-{colour}/0123456789abcdef",
            }
            for colour in ("blue", "green")
        },
        "task": {
            "family": "web-stage",
            "container_name": "app",
            "container_port": 8080,
            "log_group": "/ecs/web-stage/app",
            "execution_role_arn": "arn:aws:iam::123456789012:role/web-stage-task-execution",
            "task_role_arn": "arn:aws:iam::123456789012:role/web-stage-task",
            "migration_command": [],
        },
        "capacity": {"desired_count": 2, "min_count": 2, "max_count": 4},
        "load_balancer": {
            "arn": "lb",
            "arn_suffix": "app/web-stage/0",
            "dns_name": "lb.example.com",
            "host_name": "web.stage.example.com",
            "listener_arn": "listener",
            "rule_arn": "rule",
            "test_listener_arn": "test-listener",
            "test_port": 8443,
        },
        "repository": {
            "name": "web-stage",
            "arn": "repository",
            "url": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web-stage",
        },
        "database": {
            "identifier": "web-stage",
            "arn": "db",
            "resource_id": "db-1",
            "address": "127.0.0.1",
            "port": 5432,
            "name": "app",
            "application_user": "app",
            "master_secret_arn": "master",
            "multi_az": False,
            "replica_identifier": None,
        },
        "firewall": {
            "web_acl_arn": "acl",
            "web_acl_name": "acl",
            "rate_rule_group_name": "rate",
            "rate_rule_group_id": "rate",
            "rate_rule_group_arn": "rate",
            "rate_rule_name": "rate",
            "requests_per_5_minutes": 2000,
            "log_group": "aws-waf-logs",
        },
        "alarms": {
            "roll_back": "web-stage-roll-back",
            "names": ["web-stage-error-rate", "web-stage-roll-back"],
            "topic_arn": "topic",
            "dashboard": "web-stage",
        },
        "backups": {"vault_name": "v", "vault_arn": "v", "copy_vault_arn": None},
        "journal": {"table_name": "sluice-journal"},
        "kms_key_arns": {},
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
