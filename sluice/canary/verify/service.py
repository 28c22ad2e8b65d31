"""The live service is well, the idle one may take over, and its tasks can start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.ports import targets, task_needs
from sluice.canary.ports.scaling import Scaling
from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.verify.context import Context
    from sluice.checks.finding import Finding

# arn:aws:secretsmanager:region:account:secret:name, before :json-key:version-stage:version-id
_ARN_PARTS = 7


def check_secrets(context: Context) -> Iterator[Finding]:
    """The secrets that the live task definition names exist and have a value."""
    service = context.live_service
    if service is None:
        yield bad("secrets", f"ECS does not know {context.live_part.service_name}: deploy again")
        return
    found = context.tasks.secrets(service.task_definition_arn)
    for variable, value_from in found:
        yield _look_up(context, variable, value_from)
    if not found:
        yield ok("secrets", "the task definition names none")


def check_roles(context: Context) -> Iterator[Finding]:
    """The task's roles exist, and ECS may take them on."""
    task = context.descriptor.task
    for arn in dict.fromkeys((task.execution_role_arn, task.task_role_arn)):
        name = arn.rpartition("/")[2]
        trusts = task_needs.trusts_ecs(context.clients, name)
        if trusts is None:
            yield bad("roles", f"{name} does not exist: deploy again")
        elif not trusts:
            yield bad("roles", f"{name} does not trust {task_needs.ECS_TASKS}: deploy again")
        else:
            yield ok("roles", f"{name} trusts {task_needs.ECS_TASKS}")


def check_log_group(context: Context) -> Iterator[Finding]:
    """The log group that the tasks write to exists."""
    name = context.descriptor.task.log_group
    found = task_needs.log_group(context.clients, name)
    if found is None:
        yield bad("log-group", f"{name} does not exist, so that no task starts: deploy again")
        return
    days = found.retention_days
    yield ok("log-group", f"{name}, kept {f'{days} days' if days else 'for ever'}")


def check_capacity(context: Context) -> Iterator[Finding]:
    """The idle colour may have as many tasks as the live one has."""
    capacity, service = context.descriptor.capacity, context.live_service
    desired = service.desired if service else 0
    if desired < 1:
        name = context.live_part.service_name
        yield bad("capacity", f"{name} has no tasks: nothing to take over")
        return
    if desired > capacity.max_count:
        yield bad(
            "capacity",
            f"{desired} tasks are live and {capacity.max_count} are allowed: "
            "raise max_count and deploy",
        )
        return
    bounds = Scaling(context.descriptor, context.clients).bounds()
    for colour in sorted(context.descriptor.services):
        if colour not in bounds:
            yield unknown("capacity", f"{colour} has no scaling bounds: deploy again")
            continue
        least, most = bounds[colour].min_count, bounds[colour].max_count
        if most < desired:
            yield bad("capacity", f"{colour} may have {most} tasks and needs {desired}")
        else:
            yield ok("capacity", f"{colour}: {least} to {most} tasks, {desired} are live")


def check_targets(context: Context) -> Iterator[Finding]:
    """One colour is live, and healthy: a release has something to go back to."""
    service, part = context.live_service, context.live_part
    desired = service.desired if service else 0
    states = targets.states(context.clients, part.target_group_arn)
    healthy = states.pop("healthy", 0)
    others = "".join(f", {count} {state}" for state, count in sorted(states.items()))
    sentence = f"{part.service_name}: {healthy} of {desired} targets are healthy{others}"
    if healthy < max(1, desired):
        yield bad("targets", f"{sentence}: 'sluice status {context.descriptor.environment}'")
    else:
        yield ok("targets", sentence)
    if context.rule.live is None:
        weights = context.rule.weights
        count = sum(weight > 0 for weight in (weights.blue, weights.green))
        yield bad(
            "targets",
            f"{count} colours get traffic, and it must be one: set the weights back first",
        )


def _look_up(context: Context, variable: str, value_from: str) -> Finding:
    if ":secretsmanager:" not in value_from:
        name = value_from.partition(":parameter")[2] or value_from
        if not task_needs.parameter_exists(context.clients, name):
            return bad("secrets", f"{variable}: parameter {name} does not exist: create it")
        return ok("secrets", f"{variable}: parameter {name} is there")
    arn = ":".join(value_from.split(":")[:_ARN_PARTS])
    found = task_needs.secret(context.clients, arn)
    if found is None:
        return bad("secrets", f"{variable}: {arn} does not exist: create it")
    if found.being_deleted:
        return bad("secrets", f"{variable}: {found.name} is about to be deleted: restore it")
    if not found.has_value:
        return bad("secrets", f"{variable}: {found.name} has no value: put one")
    return ok("secrets", f"{variable}: {found.name} has a value")
