"""What a task needs in order to start: its roles, its log group, its secrets. Only read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sluice.aws import Clients

ECS_TASKS = "ecs-tasks.amazonaws.com"
"""The service that takes a task's roles on."""


@dataclass(frozen=True)
class LogGroup:
    """A log group; `retention_days` is None where it is kept for ever."""

    retention_days: int | None


@dataclass(frozen=True)
class Secret:
    """A secret of Secrets Manager, without its value, which is never read."""

    name: str
    being_deleted: bool
    has_value: bool


def trusts_ecs(clients: Clients, role_name: str) -> bool | None:
    """Return whether ECS may take a role on for a task; None where there is no such role.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    iam = clients("iam")
    try:
        role = iam.get_role(RoleName=role_name)["Role"]
    except iam.exceptions.NoSuchEntityException:
        return None
    return any(map(_trusts_ecs, _listed(role["AssumeRolePolicyDocument"]["Statement"])))


def log_group(clients: Clients, name: str) -> LogGroup | None:
    """Return a log group by its whole name; None where there is none.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    pages = clients("logs").get_paginator("describe_log_groups")
    for page in pages.paginate(logGroupNamePrefix=name):
        for group in page["logGroups"]:
            if group["logGroupName"] == name:
                return LogGroup(group.get("retentionInDays"))
    return None


def secret(clients: Clients, arn: str) -> Secret | None:
    """Return a secret; None where there is none.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    manager = clients("secretsmanager")
    try:
        found = manager.describe_secret(SecretId=arn)
    except manager.exceptions.ResourceNotFoundException:
        return None
    stages = {stage for each in found.get("VersionIdsToStages", {}).values() for stage in each}
    return Secret(found["Name"], bool(found.get("DeletedDate")), "AWSCURRENT" in stages)


def parameter_exists(clients: Clients, name: str) -> bool:
    """Return whether Parameter Store has a parameter of that name.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    found = clients("ssm").describe_parameters(
        ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": [name]}]
    )
    return bool(found["Parameters"])


def _trusts_ecs(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    services = _listed(principal.get("Service", [])) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action", []))
        and ECS_TASKS in services
    )


def _listed(value: Any) -> list[Any]:
    # IAM writes one thing, or a list of them.
    return value if isinstance(value, list) else [value]
