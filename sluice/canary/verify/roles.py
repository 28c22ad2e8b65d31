"""The task's roles exist, and ECS may take them on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sluice.checks.finding import bad, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

_ECS = "ecs-tasks.amazonaws.com"


def check(context: Context) -> Iterator[Finding]:
    """Read the trust policy of both roles."""
    task = context.descriptor.task
    for arn in dict.fromkeys((task.execution_role_arn, task.task_role_arn)):
        yield _look_up(context.client("iam"), arn.rpartition("/")[2])


def _look_up(iam: Any, name: str) -> Finding:
    try:
        role = iam.get_role(RoleName=name)["Role"]
    except iam.exceptions.NoSuchEntityException:
        return bad("roles", f"{name} does not exist: deploy again")
    if not any(map(_trusts_ecs, _listed(role["AssumeRolePolicyDocument"]["Statement"]))):
        return bad("roles", f"{name} does not trust {_ECS}: deploy again")
    return ok("roles", f"{name} trusts {_ECS}")


def _trusts_ecs(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    services = _listed(principal.get("Service", [])) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action", []))
        and _ECS in services
    )


def _listed(value: Any) -> list[Any]:
    # IAM writes one thing, or a list of them.
    return value if isinstance(value, list) else [value]
