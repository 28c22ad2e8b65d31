"""Writes the deployment descriptor: the one contract between the stack and the driver.

The driver's half of the contract, with the meaning of each field, is
`sluice.environment.descriptor`; neither imports the other, and a test holds them together. It
carries no secret.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cdktf import TerraformOutput
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

from webservice.compute.task_roles import DATABASE_USER
from webservice.edge.listeners import TEST_PORT

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from webservice.compute.cluster import Cluster
    from webservice.compute.registry import Registry
    from webservice.compute.service import Service
    from webservice.contract.alarms import ReleaseRule
    from webservice.data.backup import Backup
    from webservice.data.database import Database
    from webservice.edge.firewall import Firewall
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.environment import Environment
    from webservice.keys import Keys
    from webservice.watch.alarms import Alarms
    from webservice.watch.dashboard import Dashboard
    from webservice.watch.topic import AlertTopic

SCHEMA_VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the descriptor tells about."""

    keys: Keys
    registry: Registry
    load_balancer: LoadBalancer
    firewall: Firewall
    cluster: Cluster
    service: Service
    database: Database
    backup: Backup
    topic: AlertTopic
    alarms: Alarms
    dashboard: Dashboard
    journal_table_name: str


class DeploymentDescriptor(Construct):
    """SSM parameter `/sluice/<service>/<env>/deployment`, and the stack output `deployment`."""

    def __init__(
        self, scope: TerraformStack, id_: str, *, environment: Environment, parts: Parts
    ) -> None:
        super().__init__(scope, id_)
        self.document = _document(environment, parts)
        text = json.dumps(self.document, sort_keys=True)
        SsmParameter(
            self,
            "parameter",
            name=f"/sluice/{environment.service_name}/{environment.name}/deployment",
            description=f"{environment.prefix}: what the deploy driver may know. No secrets.",
            type="String",
            # A standard parameter holds 4 KB; this document is larger.
            tier="Advanced",
            value=text,
        )
        # Directly below the stack, or the output's name would carry a hash.
        TerraformOutput(
            scope, "deployment", value=text, description="The deployment descriptor, as JSON."
        )


def _document(environment: Environment, parts: Parts) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "environment": environment.name,
        "service": environment.service_name,
        "account": environment.account,
        "region": environment.region,
        "owner": asdict(environment.team),
        **_traffic(environment, parts),
        **_tasks(environment, parts),
        **_data(environment, parts),
        "alarms": {
            "rules": _alarm_rules(parts.alarms.release_rules),
            "topic_arn": parts.topic.arn,
            "dashboard": parts.dashboard.name,
        },
        "journal": {"table_name": parts.journal_table_name},
        "kms_key_arns": {
            "data": parts.keys.data.arn,
            "logs": parts.keys.logs.arn,
            "secrets": parts.keys.secrets.arn,
            "registry": parts.keys.registry.arn,
            "backups": parts.keys.backups.arn,
        },
        "canary": asdict(environment.canary),
        "rollback": asdict(environment.rollback),
    }


def _alarm_rules(rules: dict[str, ReleaseRule]) -> list[dict[str, Any]]:
    """Return each rule once, with the alarms that it is about: the parameter holds 8 KB."""
    return [
        {**asdict(rule), "names": sorted(name for name, its in rules.items() if its == rule)}
        for rule in dict.fromkeys(rules.values())
    ]


def _traffic(environment: Environment, parts: Parts) -> dict[str, Any]:
    balancer, firewall = parts.load_balancer, parts.firewall
    return {
        "load_balancer": {
            "arn": balancer.arn,
            "arn_suffix": balancer.arn_suffix,
            "dns_name": balancer.dns_name,
            "host_name": environment.domain.host_name,
            "listener_arn": balancer.listener_arn,
            "rule_arn": balancer.rule_arn,
            "test_listener_arn": balancer.test_listener_arn,
            "test_port": TEST_PORT,
        },
        "services": {
            colour: {
                "service_name": parts.service.names[colour],
                "service_arn": parts.service.arns[colour],
                "target_group_arn": group.arn,
                "target_group_arn_suffix": group.arn_suffix,
            }
            for colour, group in balancer.target_groups.items()
        },
        "firewall": {
            "web_acl_arn": firewall.web_acl_arn,
            "web_acl_name": firewall.web_acl_name,
            "rate_rule_group_name": firewall.rate_rule_group_name,
            "rate_rule_group_id": firewall.rate_rule_group_id,
            "rate_rule_group_arn": firewall.rate_rule_group_arn,
            "rate_rule_name": firewall.rate_rule_name,
            "requests_per_5_minutes": environment.firewall.requests_per_5_minutes,
            "log_group": firewall.log_group_name,
        },
    }


def _tasks(environment: Environment, parts: Parts) -> dict[str, Any]:
    service, settings = parts.service, environment.service
    return {
        "cluster": {
            "name": parts.cluster.name,
            "arn": parts.cluster.arn,
            "exec_log_group": parts.cluster.exec_log_group_name,
        },
        "task": {
            "family": service.task_definition_family,
            "container_name": service.container_name,
            "container_port": settings.container_port,
            "log_group": service.log_group_name,
            "execution_role_arn": service.execution_role.arn,
            "task_role_arn": service.task_role.arn,
            "migration_command": settings.migration_command,
        },
        "capacity": {
            "desired_count": settings.desired_count,
            "min_count": settings.min_count,
            "max_count": settings.max_count,
        },
        "repository": {
            "name": parts.registry.name,
            "arn": parts.registry.arn,
            "url": parts.registry.repository_url,
        },
    }


def _data(environment: Environment, parts: Parts) -> dict[str, Any]:
    database, backup = parts.database, parts.backup
    return {
        "database": {
            "identifier": database.identifier,
            "arn": database.arn,
            "resource_id": database.resource_id,
            "address": database.address,
            "port": database.endpoint_port,
            "name": database.database_name,
            "application_user": DATABASE_USER,
            "master_secret_arn": database.master_secret_arn,
            "multi_az": environment.database.multi_az,
            "replica_identifier": database.replica_identifier,
        },
        "backups": {
            "vault_name": backup.vault_name,
            "vault_arn": backup.vault_arn,
            "copy_vault_arn": backup.copy_vault_arn,
        },
    }
