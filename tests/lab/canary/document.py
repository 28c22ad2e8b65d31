"""The deployment descriptor of the test's service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.server import DEFAULT_ACCOUNT
from lab.variables import REGION
from tests.lab.canary.balancer import COLOURS, TEST_PORT

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
    arn = f"arn:aws:{{}}:{REGION}:{DEFAULT_ACCOUNT}:"
    return {
        "schema_version": 1,
        "environment": "dev",
        "service": "web",
        "account": DEFAULT_ACCOUNT,
        "region": REGION,
        "owner": {
            "name": "web-platform",
            "email": "web-platform@example.com",
            "slack_channel": "#web-platform",
            "runbook_url": "https://runbooks.example.com/web",
        },
        "cluster": {
            "name": "web-dev",
            "arn": f"{arn.format('ecs')}cluster/web-dev",
            "exec_log_group": "/web-dev/exec",
        },
        "services": {
            colour: {
                "service_name": f"web-dev-{colour}",
                "service_arn": services[colour],
                "target_group_arn": balancer.groups[colour],
                "target_group_arn_suffix": balancer.groups[colour].split(":")[-1],
            }
            for colour in COLOURS
        },
        "task": {
            "family": "web-dev",
            "container_name": "app",
            "container_port": 8080,
            "log_group": "/web-dev/app",
            "execution_role_arn": role,
            "task_role_arn": role,
            "migration_command": ["migrate"],
        },
        "capacity": {"desired_count": 2, "min_count": 2, "max_count": 4},
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
        "repository": {
            "name": "web-dev",
            "arn": f"{arn.format('ecr')}repository/web-dev",
            "url": f"{DEFAULT_ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/web-dev",
        },
        "database": {
            "identifier": "web-dev",
            "arn": f"{arn.format('rds')}db:web-dev",
            "resource_id": "db-1",
            "address": "127.0.0.1",
            "port": 5432,
            "name": "app",
            "application_user": "app",
            "master_secret_arn": f"{arn.format('secretsmanager')}secret:master",
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
            "log_group": "aws-waf-logs-web-dev",
        },
        "alarms": {
            "roll_back": alarms[-1],
            "names": list(alarms),
            "topic_arn": topic,
            "dashboard": "web-dev",
        },
        "backups": {"vault_name": "vault", "vault_arn": "vault", "copy_vault_arn": None},
        "journal": {"table_name": "sluice-journal"},
        "kms_key_arns": {},
        "canary": {
            "steps": [
                {"weight_percent": weight, "bake_seconds": bake, "analyse": True}
                for weight, bake in STEPS
            ],
            "hold_deadline_seconds": 1800,
            "drain_seconds": 600,
            "max_harmed_requests": 1000,
        },
        "rollback": {"p95_latency_ms": 500, "p95_minutes": 10, "error_rate_percent": 1.0},
    }
