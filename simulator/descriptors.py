"""The descriptor of a simulated environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.environment.descriptor import SCHEMA_VERSION, Descriptor
from webservice.contract.alarms import FailsAs, OnRelease

if TYPE_CHECKING:
    from collections.abc import Sequence

REGION = "eu-central-1"
ACCOUNT = "123456789012"
MIGRATION_COMMAND = ("migrate",)


def descriptor(name: str) -> Descriptor:
    """Return what the stack of an environment called `name` would have written.

    Any name will do, which is not so outside: a thousand environments have a thousand names.
    """
    parsed = Descriptor.model_validate(document(name))
    return parsed.model_copy(update={"environment": name})


def alarm_rules(
    *,
    hold: Sequence[str] = (),
    lasting: Sequence[str] = (),
    attacked: Sequence[str] = (),
    not_recoverable: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return what a release does on these alarms, as the stack would write it."""
    rules = (
        (hold, OnRelease.HOLD, None),
        (lasting, OnRelease.LASTING, FailsAs.ALARM),
        (attacked, OnRelease.AT_ONCE, FailsAs.SECURITY_ANOMALY),
        (not_recoverable, OnRelease.AT_ONCE, FailsAs.DR_CHECK_FAILED),
    )
    return [
        {"names": list(names), "on_release": what, "fails_as": reason, "why": "A rehearsal's rule."}
        for names, what, reason in rules
        if names
    ]


def document(name: str, *, region: str = REGION) -> dict[str, Any]:
    """Return the same as JSON, of an environment in a region."""
    web = f"web-{name}"
    balancing = f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT}"
    ecs = f"arn:aws:ecs:{region}:{ACCOUNT}"
    role = f"arn:aws:iam::{ACCOUNT}:role/{web}"
    return {
        "schema_version": SCHEMA_VERSION,
        "environment": "stage",
        "service": web,
        "account": ACCOUNT,
        "region": region,
        "owner": {
            "name": "web-platform",
            "email": "web-platform@example.com",
            "slack_channel": "#web-platform",
            "runbook_url": "https://runbooks.example.com/web",
        },
        "cluster": {"name": web, "arn": f"{ecs}:cluster/{web}", "exec_log_group": f"/{web}/exec"},
        "services": {
            colour: {
                "service_name": f"{web}-{colour}",
                "service_arn": f"{ecs}:service/{web}/{web}-{colour}",
                "target_group_arn": f"{balancing}:targetgroup/{web}-{colour}/{digits}",
                "target_group_arn_suffix": f"targetgroup/{web}-{colour}/{digits}",
            }
            for colour, digits in (("blue", "b" * 16), ("green", "9" * 16))
        },
        "task": {
            "family": web,
            "container_name": "app",
            "container_port": 8080,
            "log_group": f"/{web}/app",
            "execution_role_arn": role,
            "task_role_arn": role,
            "migration_command": MIGRATION_COMMAND,
        },
        "capacity": {"desired_count": 2, "min_count": 2, "max_count": 4},
        "load_balancer": {
            "arn": f"{balancing}:loadbalancer/app/{web}/{'a' * 16}",
            "arn_suffix": f"app/{web}/{'a' * 16}",
            "dns_name": f"{web}.example.com",
            "host_name": f"{name}.example.com",
            "listener_arn": f"{balancing}:listener/app/{web}/{'a' * 16}/{'1' * 16}",
            "rule_arn": f"{balancing}:listener-rule/app/{web}/{'a' * 16}/{'1' * 16}/{'2' * 16}",
            "test_listener_arn": f"{balancing}:listener/app/{web}/{'a' * 16}/{'3' * 16}",
            "test_port": 8443,
        },
        "repository": {
            "name": web,
            "arn": f"arn:aws:ecr:{region}:{ACCOUNT}:repository/{web}",
            "url": f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{web}",
        },
        "database": {
            "identifier": web,
            "arn": f"arn:aws:rds:{region}:{ACCOUNT}:db:{web}",
            "resource_id": "db-1",
            "address": "127.0.0.1",
            "port": 5432,
            "name": "app",
            "application_user": "app",
            "master_secret_arn": f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{web}",
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
            "log_group": f"aws-waf-logs-{web}",
        },
        "alarms": {
            "rules": alarm_rules(
                hold=[f"{web}-5xx"],
                lasting=[f"{web}-roll-back"],
                attacked=[f"{web}-firewall-blocks"],
                not_recoverable=[f"{web}-replica-lag"],
            ),
            "topic_arn": f"arn:aws:sns:{region}:{ACCOUNT}:{web}",
            "dashboard": web,
        },
        "backups": {"vault_name": web, "vault_arn": "vault", "copy_vault_arn": None},
        "journal": {"table_name": "sluice-journal"},
        "kms_key_arns": {},
        "canary": {
            "steps": [{"weight_percent": 100, "bake_seconds": 60, "analyse": True}],
            "hold_deadline_seconds": 1800,
            "drain_seconds": 300,
            "max_harmed_requests": 1000,
        },
        "rollback": {"p95_latency_ms": 500, "p95_minutes": 10, "error_rate_percent": 1.0},
    }
