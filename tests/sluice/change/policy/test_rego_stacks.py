"""Plan rules on plans of the synthesized stacks: created, left alone, and made worse.

The plans are made from what is synthesized, in the form that Terraform gives them: a block is a
list, and what refers to another resource is known only after apply. Plans that Terraform itself
makes of the same stacks are judged by the same rules in `tests/terraform`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.model.planned import planned
from sluice.change.model.stack import read_stack
from sluice.change.policy import rego
from tests.sluice.change.plan_documents import document, entry
from tests.sluice.change.policy.made import REPOSITORY
from tests.sluice.change.policy.test_rego import PINNED, standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sluice.change.model.stack import Resource, Stack

Values = dict[str, Any]
MAPS = frozenset({"tags", "tags_all", "dimensions", "alarm_rule", "variables", "parameters"})
DEFAULTS: dict[str, Values] = {
    "aws_cloudwatch_metric_alarm": {"actions_enabled": True},
    "aws_lb": {"enable_waf_fail_open": False},
}
META = frozenset({"depends_on", "lifecycle", "provider", "provisioner"})


@pytest.fixture(params=["bootstrap", "dev", "stage", "prod"])
def stack(request: pytest.FixtureRequest, app_folder: Path) -> Stack:
    return read_stack(app_folder / "stacks" / request.param / "cdk.tf.json")


def arguments(resource: Resource) -> Values:
    return {
        name: _blocks(name, value) for name, value in resource.values.items() if name not in META
    }


def _blocks(name: str, value: Any) -> Any:
    """Return a value with its blocks in lists, as in a plan."""
    if isinstance(value, dict):
        inner = {key: _blocks(key, each) for key, each in value.items()}
        return inner if name in MAPS else [inner]
    if isinstance(value, list):
        return [
            {key: _blocks(key, part) for key, part in each.items()}
            if isinstance(each, dict)
            else each
            for each in value
        ]
    return value


def created(resource: Resource) -> Values:
    """Return the change that creates a resource: references are not known yet."""
    known, marks = _parted(arguments(resource))
    unknown = {"id": True, "arn": True, **marks}
    return entry(resource.address, ("create",), after=known, after_unknown=unknown)


def _parted(value: Any) -> tuple[Any, Any]:
    """Return what is known of a value before apply, and the marks of the rest."""
    if isinstance(value, dict):
        parts = {name: _parted(each) for name, each in value.items()}
        known = {name: part for name, (part, mark) in parts.items() if mark is not True}
        return known, {name: mark for name, (_, mark) in parts.items()}
    if isinstance(value, list):
        pairs = [_parted(each) for each in value]
        return [None if mark is True else part for part, mark in pairs], [mark for _, mark in pairs]
    return value, isinstance(value, str) and "${" in value


def existing(resource: Resource) -> Values:
    """Return the attributes of a resource that is there, some with the provider's defaults."""
    return {**DEFAULTS.get(resource.kind, {}), "id": resource.address, **arguments(resource)}


def judge(stack: Stack, changes: list[Values]) -> rego.RegoAnswer:
    found = planned(document(*changes, configuration=PINNED), stack)
    return rego.evaluate(found, stack, root=REPOSITORY)


def test_an_environment_that_is_created_breaks_no_rule(stack: Stack) -> None:
    found = judge(stack, [created(each) for each in stack.resources])
    assert not standing(found)
    assert found.labels == ("security",)


def test_an_environment_that_is_left_alone_breaks_no_rule(stack: Stack) -> None:
    changes = [
        entry(each.address, ("no-op",), before=existing(each), after=existing(each))
        for each in stack.resources
    ]
    found = judge(stack, changes)
    assert not standing(found)
    assert found.labels == ()


def test_an_environment_that_is_taken_down_is_refused(stack: Stack) -> None:
    found = judge(
        stack, [entry(each.address, ("delete",), before=existing(each)) for each in stack.resources]
    )
    rules = {rule for rule, _ in standing(found)}
    assert {"REGO_STATEFUL_DESTROYED", "REGO_BLAST_RADIUS", "REGO_DESTROY_COUNT"} <= rules


def _set(**values: Any) -> Callable[[Values], Values]:
    return lambda old: {**old, **values}


def _within(block: str, **values: Any) -> Callable[[Values], Values]:
    return lambda old: {**old, block: [{**old[block][0], **values}]}


def _without(argument: str) -> Callable[[Values], Values]:
    return lambda old: {name: value for name, value in old.items() if name != argument}


def _web_acl(old: Values) -> Values:
    new = copy.deepcopy(old)
    new["rule"][0]["override_action"] = [{"count": [{}], "none": []}]
    return new


WORSE: tuple[tuple[str, str, Callable[[Values], Values]], ...] = (
    ("REGO_AVAILABILITY_LOWERED", "aws_db_instance", _set(multi_az=False)),
    ("REGO_ENCRYPTION_WEAKENED", "aws_db_instance", _set(storage_encrypted=False)),
    ("REGO_ENCRYPTION_WEAKENED", "aws_db_instance", _without("kms_key_id")),
    ("REGO_PROTECTION_REMOVED", "aws_db_instance", _set(deletion_protection=False)),
    ("REGO_PROTECTION_REMOVED", "aws_db_instance", _set(skip_final_snapshot=True)),
    ("REGO_RETENTION_LOWERED", "aws_db_instance", _set(backup_retention_period=1)),
    ("REGO_LOGGING_WEAKENED", "aws_db_instance", _set(enabled_cloudwatch_logs_exports=[])),
    ("REGO_LOGGING_WEAKENED", "aws_db_instance", _set(performance_insights_enabled=False)),
    ("REGO_PUBLIC_ADDRESS", "aws_db_instance", _set(publicly_accessible=True)),
    ("REGO_PROTECTION_REMOVED", "aws_lb", _set(enable_deletion_protection=False)),
    ("REGO_LOGGING_WEAKENED", "aws_lb", _within("access_logs", enabled=False)),
    ("REGO_FIREWALL_WEAKENED", "aws_lb", _set(enable_waf_fail_open=True)),
    ("REGO_AVAILABILITY_LOWERED", "aws_lb", lambda old: {**old, "subnets": old["subnets"][:1]}),
    ("REGO_RETENTION_LOWERED", "aws_cloudwatch_log_group", _set(retention_in_days=1)),
    ("REGO_ENCRYPTION_WEAKENED", "aws_cloudwatch_log_group", _without("kms_key_id")),
    ("REGO_RETENTION_LOWERED", "aws_kms_key", _set(deletion_window_in_days=7)),
    ("REGO_ENCRYPTION_WEAKENED", "aws_kms_key", _set(enable_key_rotation=False)),
    (
        "REGO_PUBLIC_POLICY",
        "aws_kms_key",
        _set(policy='{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*"}]}'),
    ),
    ("REGO_PROTECTION_REMOVED", "aws_ecr_repository", _set(image_tag_mutability="MUTABLE")),
    (
        "REGO_PROTECTION_REMOVED",
        "aws_s3_bucket_versioning",
        _within("versioning_configuration", status="Suspended"),
    ),
    ("REGO_PUBLIC_BUCKET", "aws_s3_bucket_public_access_block", _set(block_public_policy=False)),
    ("REGO_FIREWALL_WEAKENED", "aws_wafv2_web_acl", _web_acl),
    ("REGO_FIREWALL_WEAKENED", "aws_wafv2_web_acl", lambda old: {**old, "rule": old["rule"][1:]}),
    ("REGO_BACKUP_WEAKENED", "aws_backup_plan", lambda old: {**old, "rule": []}),
    ("REGO_ALARM_SILENCED", "aws_cloudwatch_metric_alarm", _set(alarm_actions=[])),
    ("REGO_ALARM_SILENCED", "aws_cloudwatch_metric_alarm", _set(actions_enabled=False)),
    ("REGO_PROTECTION_REMOVED", "aws_iam_role", _without("permissions_boundary")),
    (
        "REGO_PUBLIC_POLICY",
        "aws_iam_role",
        _set(
            assume_role_policy='{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, '
            '"Action": "sts:AssumeRole"}}'
        ),
    ),
    ("REGO_AVAILABILITY_LOWERED", "aws_appautoscaling_target", _set(min_capacity=1)),
    ("REGO_PUBLIC_ADDRESS", "aws_subnet", _set(map_public_ip_on_launch=True)),
    (
        "REGO_PUBLIC_INGRESS",
        "aws_vpc_security_group_ingress_rule",
        _set(cidr_ipv4="0.0.0.0/0", ip_protocol="-1"),
    ),
)


def _rounds() -> list[list[tuple[str, str, Callable[[Values], Values]]]]:
    """Return what makes a stack worse in plans of one change a kind."""
    seen: dict[str, int] = {}
    found: list[list[tuple[str, str, Callable[[Values], Values]]]] = []
    for worse in WORSE:
        number = seen.setdefault(worse[1], 0)
        seen[worse[1]] += 1
        found += [[]] if number == len(found) else []
        found[number].append(worse)
    return found


@pytest.mark.parametrize("worse", _rounds())
def test_what_makes_prod_worse_is_found_by_its_rule_alone(
    app_folder: Path, worse: list[tuple[str, str, Callable[[Values], Values]]]
) -> None:
    stack = read_stack(app_folder / "stacks" / "prod" / "cdk.tf.json")
    changes = {
        each.address: entry(each.address, ("no-op",), before=existing(each), after=existing(each))
        for each in stack.resources
    }
    expected = set()
    for rule, kind, change in worse:
        # The first of its kind that the change makes another one.
        resource = next(each for each in stack.resources if _differs(each, kind, change))
        before = existing(resource)
        changes[resource.address] = entry(resource.address, before=before, after=change(before))
        expected.add((rule, resource.address))
    found = judge(stack, list(changes.values()))
    assert set(standing(found)) == expected


def _differs(resource: Resource, kind: str, change: Callable[[Values], Values]) -> bool:
    return resource.kind == kind and change(existing(resource)) != existing(resource)
