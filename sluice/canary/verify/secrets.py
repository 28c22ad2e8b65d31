"""The secrets that the task definition names exist and have a value, which is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.checks.finding import bad, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

# arn:aws:secretsmanager:region:account:secret:name, before :json-key:version-stage:version-id
_ARN_PARTS = 7


def check(context: Context) -> Iterator[Finding]:
    """Look each secret of the live task definition up."""
    secrets = [
        secret
        for container in context.task_definition["containerDefinitions"]
        for secret in container.get("secrets", [])
    ]
    for secret in secrets:
        yield _look_up(context, secret["name"], secret["valueFrom"])
    if not secrets:
        yield ok("secrets", "the task definition names none")


def _look_up(context: Context, variable: str, value_from: str) -> Finding:
    if ":secretsmanager:" not in value_from:
        return _parameter(context.client("ssm"), variable, value_from)
    manager = context.client("secretsmanager")
    arn = ":".join(value_from.split(":")[:_ARN_PARTS])
    try:
        found = manager.describe_secret(SecretId=arn)
    except manager.exceptions.ResourceNotFoundException:
        return bad("secrets", f"{variable}: {arn} does not exist: create it")
    name = found["Name"]
    if found.get("DeletedDate"):
        return bad("secrets", f"{variable}: {name} is about to be deleted: restore it")
    stages = {stage for each in found.get("VersionIdsToStages", {}).values() for stage in each}
    if "AWSCURRENT" not in stages:
        return bad("secrets", f"{variable}: {name} has no value: put one")
    return ok("secrets", f"{variable}: {name} has a value")


def _parameter(ssm: Any, variable: str, value_from: str) -> Finding:
    name = value_from.partition(":parameter")[2] or value_from
    found = ssm.describe_parameters(
        ParameterFilters=[{"Key": "Name", "Option": "Equals", "Values": [name]}]
    )["Parameters"]
    if not found:
        return bad("secrets", f"{variable}: parameter {name} does not exist: create it")
    return ok("secrets", f"{variable}: parameter {name} is there")
