"""Whatever is given to a setting: either its rules see the right type, or one sentence says so."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from stacks import bootstrap, dev, prod, stage
from webservice import settings
from webservice.delivery.bootstrap import Bootstrap
from webservice.environment import Environment
from webservice.errors import InvalidValue, SluiceInputError

GROUPS = {
    "network": stage.ENVIRONMENT.network,
    "domain": stage.ENVIRONMENT.domain,
    "load_balancer": stage.ENVIRONMENT.load_balancer,
    "service": stage.ENVIRONMENT.service,
    "database": stage.ENVIRONMENT.database,
    "canary": stage.ENVIRONMENT.canary,
    "canary.steps": stage.ENVIRONMENT.canary.steps[0],
    "rollback": stage.ENVIRONMENT.rollback,
    "approvals": stage.ENVIRONMENT.approvals,
    "alerts": prod.ENVIRONMENT.alerts,
    "": stage.ENVIRONMENT,
}

WHOLE, TEXT, YES_OR_NO = "a whole number", "a text", "True or False"
TEXTS = "a tuple, each of it a text"
WRONG: list[tuple[str, str, Any, str]] = [
    ("service", "desired_count", "2", WHOLE),
    ("service", "desired_count", 2.0, WHOLE),
    ("service", "desired_count", True, WHOLE),
    ("service", "desired_count", None, WHOLE),
    ("service", "cpu_units", "256", WHOLE),
    ("service", "secret_names", "SESSION_KEY", TEXTS),
    ("service", "secret_names", ["SESSION_KEY"], TEXTS),
    ("service", "secret_names", ("SESSION_KEY", 1), TEXTS),
    ("service", "environment", {"LOG_LEVEL": "debug"}, "a tuple, each of it a tuple of a text, "),
    ("service", "environment", (("LOG_LEVEL",),), "a tuple, each of it a tuple of a text, "),
    ("network", "zones", "eu-west-1a", TEXTS),
    ("network", "nat", 1, "one of "),
    ("network", "interface_endpoints", 1, YES_OR_NO),
    ("network", "interface_endpoints", "no", YES_OR_NO),
    ("network", "flow_log_retention_days", "365", WHOLE),
    ("domain", "zone_name", None, TEXT),
    ("domain", "zone_name", b"example.com", TEXT),
    ("load_balancer", "deletion_protection", "false", YES_OR_NO),
    ("load_balancer", "test_ranges", "192.0.2.0/24", TEXTS),
    ("load_balancer", "blue_weight", "100", WHOLE),
    ("database", "multi_az", 0, YES_OR_NO),
    ("database", "backup_retention_days", "7", WHOLE),
    ("database", "instance_class", 5, TEXT),
    ("canary", "steps", [], "a tuple, each of it a CanaryStep"),
    ("canary", "steps", ((5, 60),), "a tuple, each of it a CanaryStep"),
    ("canary.steps", "weight_percent", "5", WHOLE),
    ("canary.steps", "bake_seconds", "60", WHOLE),
    ("approvals", "reviewers_required", "2", WHOLE),
    ("", "service", {"desired_count": 2}, "a ServiceSettings"),
    ("", "database", stage.ENVIRONMENT.service, "a DatabaseSettings"),
    ("", "owners", stage.ENVIRONMENT.owners[0], "a tuple, each of it a Owner"),
    ("", "region", 1, TEXT),
]


@pytest.mark.parametrize(("group", "name", "value", "rule"), WRONG)
def test_a_wrong_type_is_told_with_field_value_and_rule(
    group: str, name: str, value: Any, rule: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        dataclasses.replace(GROUPS[group], **{name: value})
    field = f"{group}.{name}" if group else name
    assert refused.value.field == field
    assert str(refused.value).startswith(f"{field} = {value!r}: must be {rule}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("group", "name", "near"),
    [
        ("service", "desired_cout", "did you mean desired_count?"),
        ("service", "desiredCount", "did you mean desired_count?"),
        ("network", "natt", "did you mean nat?"),
        ("database", "multi_azz", "did you mean multi_az?"),
        ("load_balancer", "deletion_protecton", "did you mean deletion_protection?"),
        ("canary.steps", "bake", "did you mean bake_seconds?"),
        ("canary.steps", "zzz", "there are weight_percent, bake_seconds, analyse"),
        ("", "netwrok", "did you mean network?"),
    ],
)
def test_an_unknown_field_is_told_with_the_nearest_name(group: str, name: str, near: str) -> None:
    of = type(GROUPS[group])
    with pytest.raises(InvalidValue) as refused:
        of(**{name: 1})
    field = f"{group}.{name}" if group else name
    assert str(refused.value) == f"{field} = 1: is no field of {of.__name__}: {near}"


@pytest.mark.parametrize(
    ("group", "name"), [("service", "image_digest"), ("network", "cidr"), ("", "domain")]
)
def test_a_missing_field_is_told_with_what_it_takes(group: str, name: str) -> None:
    value = GROUPS[group]
    given = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    del given[name]
    with pytest.raises(SluiceInputError, match=rf"^{group}\.?{name}: is missing: a "):
        type(value)(**given)


@pytest.mark.parametrize("of", [*map(vars(settings).get, settings.__all__), Environment, Bootstrap])
def test_no_class_of_settings_is_left_out(of: Any) -> None:
    with pytest.raises(InvalidValue, match="is no field of"):
        of(no_such_field=1)


def test_no_field_takes_a_value_of_any_type() -> None:
    for value in (dev.ENVIRONMENT, prod.ENVIRONMENT, bootstrap.BOOTSTRAP, *GROUPS.values()):
        for each in dataclasses.fields(value):
            with pytest.raises(InvalidValue):
                dataclasses.replace(value, **{each.name: object()})


def test_a_whole_number_is_a_number_and_what_may_be_left_out_may_be_none() -> None:
    rollback = dataclasses.replace(GROUPS["rollback"], error_rate_percent=1)
    assert rollback.error_rate_percent == 1
    assert dataclasses.replace(bootstrap.BOOTSTRAP, backup_region=None).backup_region is None


def test_the_signature_is_the_dataclass_s_own() -> None:
    with pytest.raises(TypeError, match="positional"):
        type(GROUPS["service"])(1)
