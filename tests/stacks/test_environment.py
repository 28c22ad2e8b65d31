"""Wrong values of an environment: each ends in one sentence with field, value and rule."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from stacks.environments import load
from webservice.errors import InvalidValue
from webservice.settings import CanaryStep, HostedDriverSettings

BASE = {name: load(name) for name in ("dev", "stage", "prod")}


def _changed(environment: str, path: str, value: Any) -> Any:
    """Return the environment with the field at `path` (`group.field`) set to `value`."""
    base = BASE[environment]
    group, _, field = path.partition(".")
    if not field:
        return dataclasses.replace(base, **{group: value})
    settings = dataclasses.replace(getattr(base, group), **{field: value})
    return dataclasses.replace(base, **{group: settings})


def _hosted(**changes: Any) -> HostedDriverSettings:
    """Return valid settings of a hosted driver, with `changes`."""
    values: dict[str, Any] = {
        "package_bucket": "web-artifacts",
        "package_sha256": "ab" * 32,
        "layer_arns": ("arn:aws:lambda:eu-west-1:123456789012:layer:requirements:1",),
    }
    return HostedDriverSettings(**{**values, **changes})


STEP = CanaryStep(weight_percent=10, bake_seconds=60)
LAST = CanaryStep(weight_percent=100, bake_seconds=60)

# environment, field, wrong value, the sentence
WRONG: list[tuple[str, str, Any, str]] = [
    (
        "dev",
        "name",
        "qa-2",
        "name = 'qa-2': must be 2 to 8 of a-z and 0-9, and neither 'all' nor 'bootstrap'",
    ),
    (
        "dev",
        "service_name",
        "Web Shop",
        (
            "service_name = 'Web Shop': must be 2 to 12 of a-z, 0-9 and -, "
            "since names of load balancers are short"
        ),
    ),
    ("dev", "account", "1234", "account = '1234': must be the twelve digits of an AWS account"),
    ("dev", "region", "europe", "region = 'europe': must be an AWS region such as eu-west-1"),
    (
        "stage",
        "owner",
        "nobody",
        "owner = 'nobody': must be one of 'web-platform', 'data-platform'",
    ),
    (
        "stage",
        "network.cidr",
        "10.20.0.0",
        "network.cidr = '10.20.0.0': must be from /16 to /20, which leaves room for nine subnets",
    ),
    (
        "stage",
        "network.cidr",
        "ten",
        "network.cidr = 'ten': must be an IPv4 range such as 10.0.0.0/16",
    ),
    ("stage", "network.cidr", "8.8.0.0/16", "network.cidr = '8.8.0.0/16': must be a private range"),
    (
        "stage",
        "network.zones",
        ("eu-west-1a",),
        "network.zones = ('eu-west-1a',): must name two or three availability zones",
    ),
    (
        "stage",
        "network.zones",
        ("eu-west-1a", "eu-west-1a"),
        "network.zones = ('eu-west-1a', 'eu-west-1a'): must not name a zone twice",
    ),
    (
        "stage",
        "network.zones",
        ("eu-west-1a", "eu-central-1b"),
        "network.zones = 'eu-central-1b': must lie in region eu-west-1",
    ),
    (
        "stage",
        "network.nat",
        "two",
        "network.nat = 'two': must be one of 'none', 'single', 'per_zone'",
    ),
    (
        "prod",
        "network.nat",
        "single",
        (
            "network.nat = 'single': must not be 'single' where protection is 'protected': "
            "one zone's failure would end all egress"
        ),
    ),
    (
        "stage",
        "domain.host_name",
        "web.example.org",
        "domain.host_name = 'web.example.org': must lie inside the zone stage.example.com",
    ),
    ("prod", "domain.weight", 256, "domain.weight = 256: must be from 0 to 255"),
    (
        "stage",
        "load_balancer.blue_weight",
        1000,
        "load_balancer.blue_weight = 1000: must be from 0 to 999",
    ),
    (
        "stage",
        "load_balancer.green_weight",
        -1,
        "load_balancer.green_weight = -1: must be from 0 to 999",
    ),
    (
        "stage",
        "load_balancer.blue_weight",
        0,
        (
            "load_balancer.green_weight = 0: must not be 0 where blue_weight is 0, "
            "or nothing is served"
        ),
    ),
    (
        "stage",
        "load_balancer.test_ranges",
        ("0.0.0.0/0",),
        (
            "load_balancer.test_ranges = '0.0.0.0/0': must be /8 or narrower: "
            "the test listener is not for the public"
        ),
    ),
    (
        "stage",
        "load_balancer.test_ranges",
        ("10.20.4.0/24",),
        (
            "load_balancer.test_ranges = '10.20.4.0/24': must not overlap the VPC's own range "
            "10.20.0.0/16"
        ),
    ),
    (
        "stage",
        "service.image_digest",
        "web:latest",
        (
            "service.image_digest = 'web:latest': must be a digest, sha256: and 64 hex digits, "
            "since a tag can be moved"
        ),
    ),
    (
        "stage",
        "service.memory_mib",
        512,
        "service.memory_mib = 512: must be one of Fargate's sizes for 512 CPU units, 1024 to 4096",
    ),
    (
        "stage",
        "service.container_port",
        80,
        "service.container_port = 80: must be from 1025 to 65535",
    ),
    (
        "stage",
        "service.max_count",
        1,
        "service.max_count = 1: must be at least service.min_count (2)",
    ),
    (
        "stage",
        "service.desired_count",
        9,
        "service.desired_count = 9: must be from min_count to max_count (2 to 4)",
    ),
    (
        "stage",
        "service.migration_command",
        ("migrate", ""),
        (
            "service.migration_command = ('migrate', ''): must be a program and its arguments, "
            "none of them empty"
        ),
    ),
    (
        "stage",
        "service.log_retention_days",
        10,
        (
            "service.log_retention_days = 10: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, "
            "180, 365, 400, 545, 731, 1827, 3653"
        ),
    ),
    (
        "prod",
        "database.backup_retention_days",
        0,
        "database.read_replica = True: needs database.backup_retention_days above 0",
    ),
    (
        "prod",
        "database.backup_retention_days",
        3,
        "database.backup_retention_days = 3: must be at least 7 where protection is 'protected'",
    ),
    (
        "stage",
        "database.backup_retention_days",
        36,
        "database.backup_retention_days = 36: must be from 0 to 35",
    ),
    (
        "prod",
        "database.multi_az",
        False,
        "database.multi_az = False: must be True where protection is 'protected'",
    ),
    (
        "prod",
        "database.deletion_protection",
        False,
        "database.deletion_protection = False: must be True where protection is 'protected'",
    ),
    (
        "stage",
        "database.max_storage_gib",
        20,
        "database.max_storage_gib = 20: must be at least 10 % above database.storage_gib (20)",
    ),
    (
        "prod",
        "backup_region",
        None,
        "backup_region = None: must name a region where backups are copied or replicated",
    ),
    (
        "prod",
        "backup_region",
        "eu-west-1",
        "backup_region = 'eu-west-1': must be an AWS region other than eu-west-1",
    ),
    (
        "stage",
        "canary.steps",
        (LAST, STEP),
        "canary.steps = (100, 10): weights must rise from step to step",
    ),
    ("stage", "canary.steps", (STEP,), "canary.steps = (10,): must end at 100 percent"),
    (
        "stage",
        "hosted_driver",
        _hosted(package_bucket="artifacts"),
        (
            "hosted_driver.package_bucket = 'artifacts': must start with 'web-', "
            "which is what the deploy role may read"
        ),
    ),
    (
        "stage",
        "hosted_driver",
        _hosted(layer_arns=("arn:aws:lambda:us-east-1:123456789012:layer:a:1",)),
        (
            "hosted_driver.layer_arns = 'arn:aws:lambda:us-east-1:123456789012:layer:a:1': "
            "must lie in region eu-west-1"
        ),
    ),
    (
        "prod",
        "approvals.reviewers_required",
        1,
        "approvals.reviewers_required = 1: must be at least 2 where protection is 'protected'",
    ),
    (
        "prod",
        "approvals.ticket_pattern",
        "CHG-(",
        (
            "approvals.ticket_pattern = 'CHG-(': must be a regular expression "
            "(missing ), unterminated subpattern at position 4)"
        ),
    ),
    (
        "stage",
        "alerts.https_endpoints",
        ("http://hook",),
        "alerts.https_endpoints = 'http://hook': must be an https address",
    ),
    (
        "stage",
        "firewall.requests_per_5_minutes",
        5,
        "firewall.requests_per_5_minutes = 5: must be from 10 to 2000000000",
    ),
]


@pytest.mark.parametrize(
    ("environment", "path", "value", "sentence"),
    WRONG,
    ids=[f"{row[1]}={row[2]!r}"[:60] for row in WRONG],
)
def test_a_wrong_value_is_refused_with_field_value_and_rule(
    environment: str, path: str, value: Any, sentence: str
) -> None:
    with pytest.raises(InvalidValue) as raised:
        _changed(environment, path, value)
    assert str(raised.value) == sentence


def test_a_canary_weight_is_a_percentage() -> None:
    with pytest.raises(InvalidValue, match=r"canary\.steps\.weight_percent = 0: must be from 1"):
        CanaryStep(weight_percent=0, bake_seconds=60)


def test_the_committed_environments_are_valid_and_named_after_their_files() -> None:
    assert {name: env.name for name, env in BASE.items()} == {name: name for name in BASE}


def test_one_zone_more_is_one_value_more() -> None:
    zones = (*BASE["stage"].network.zones, "eu-west-1c")
    assert _changed("stage", "network.zones", zones).network.zones == zones


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("package_bucket", "Web", "must be a bucket's name without dots"),
        ("package_sha256", "ab", "must be 64 hex digits"),
        ("layer_arns", (), "must name 1 to 5 layers"),
        ("layer_arns", ("layer",), "must be the ARN of one version of a layer"),
        ("memory_mib", 128, "must be from 256 to 3008"),
        ("log_retention_days", 10, "must be one of 1, 3, 5"),
    ],
)
def test_a_hosted_driver_s_settings_are_checked(field: str, value: Any, rule: str) -> None:
    with pytest.raises(InvalidValue, match=rf"hosted_driver\.{field} = .*{rule}"):
        _hosted(**{field: value})


def test_a_hosted_driver_needs_a_way_out_of_its_subnets() -> None:
    network = dataclasses.replace(BASE["stage"].network, nat="none")
    with pytest.raises(InvalidValue, match=r"network\.nat = 'none': must not be 'none' with a"):
        dataclasses.replace(BASE["stage"], network=network, hosted_driver=_hosted())
