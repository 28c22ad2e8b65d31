"""The deployment descriptor: the one contract between the stacks and the driver.

The stack writes it, as JSON, to SSM parameter `/sluice/<service>/<env>/deployment` and to a
Terraform output; the driver reads it and nothing else about infrastructure. It holds no secret.
"""

from __future__ import annotations

import json
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from sluice.errors import DescriptorRefused
from sluice.values import Value
from webservice.contract.alarms import FailsAs, OnRelease

SCHEMA_VERSION = 2

Colour = Literal["blue", "green"]
COLOURS: tuple[Colour, Colour] = ("blue", "green")


class Owner(Value):
    """The team that answers for the environment."""

    name: str
    email: str
    slack_channel: str
    runbook_url: str


class Cluster(Value):
    """The ECS cluster."""

    name: str
    arn: str
    exec_log_group: str


class ColourService(Value):
    """One colour: its ECS service and its target group."""

    service_name: str
    service_arn: str
    target_group_arn: str
    target_group_arn_suffix: str


class Task(Value):
    """What a new task definition is made from.

    `migration_command` migrates the database once before a release; empty: there is nothing to.
    """

    family: str
    container_name: str
    container_port: int
    log_group: str
    execution_role_arn: str
    task_role_arn: str
    migration_command: tuple[str, ...]


class Capacity(Value):
    """Counts of tasks of the live colour."""

    desired_count: int
    min_count: int
    max_count: int


class LoadBalancer(Value):
    """The ALB, its weighted rule, and the listener of the idle colour."""

    arn: str
    arn_suffix: str
    dns_name: str
    host_name: str
    listener_arn: str
    rule_arn: str
    test_listener_arn: str
    test_port: int


class Repository(Value):
    """The ECR repository."""

    name: str
    arn: str
    url: str


class Database(Value):
    """The RDS instance; the secret named here holds the master user's name and password."""

    identifier: str
    arn: str
    resource_id: str
    address: str
    port: int
    name: str
    application_user: str
    master_secret_arn: str
    multi_az: bool
    replica_identifier: str | None


class Firewall(Value):
    """The WAF ACL and its rate limit."""

    web_acl_arn: str
    web_acl_name: str
    rate_rule_group_name: str
    rate_rule_group_id: str
    rate_rule_group_arn: str
    rate_rule_name: str
    requests_per_5_minutes: int
    log_group: str


class AlarmRule(Value):
    """What a release does while any of these CloudWatch alarms sounds, and why.

    `fails_as` is the failed release's reason; none where it only holds.
    """

    names: tuple[str, ...]
    on_release: OnRelease
    why: str
    fails_as: FailsAs | None

    @model_validator(mode="after")
    def _fails_or_holds(self) -> Self:
        if (self.on_release is OnRelease.HOLD) != (self.fails_as is None):
            raise ValueError("fails_as must be given unless on_release is hold")
        return self


class Alarms(Value):
    """CloudWatch alarms, by what a release does on them."""

    rules: tuple[AlarmRule, ...]
    topic_arn: str
    dashboard: str

    @property
    def by_name(self) -> dict[str, AlarmRule]:
        """Each alarm's rule."""
        return {name: rule for rule in self.rules for name in rule.names}


class Backups(Value):
    """AWS Backup."""

    vault_name: str
    vault_arn: str
    copy_vault_arn: str | None


class Journal(Value):
    """The DynamoDB table of leases and releases."""

    table_name: str


class CanaryStep(Value):
    """One step of a release."""

    weight_percent: int
    bake_seconds: int
    analyse: bool


class Canary(Value):
    """The plan of a release."""

    steps: tuple[CanaryStep, ...]
    hold_deadline_seconds: int
    drain_seconds: int
    max_harmed_requests: int


class Rollback(Value):
    """When a version is bad."""

    p95_latency_ms: int
    p95_minutes: int
    error_rate_percent: float


class Descriptor(Value):
    """Everything that the driver knows about one deployed environment."""

    schema_version: Literal[2]
    environment: str
    service: str
    account: str
    region: str
    owner: Owner
    cluster: Cluster
    services: dict[Colour, ColourService]
    task: Task
    capacity: Capacity
    load_balancer: LoadBalancer
    repository: Repository
    database: Database
    firewall: Firewall
    alarms: Alarms
    backups: Backups
    journal: Journal
    kms_key_arns: dict[str, str]
    canary: Canary
    rollback: Rollback


def other(colour: Colour) -> Colour:
    """Return the other colour."""
    return "green" if colour == "blue" else "blue"


def parameter_name(service: str, environment: str) -> str:
    """Return the SSM parameter that holds the descriptor of a service's environment."""
    return f"/sluice/{service}/{environment}/deployment"


def parse(text: str, *, source: str) -> Descriptor:
    """Return the descriptor in `text`, the JSON document that came from `source`.

    Raises:
        DescriptorRefused: not JSON, unknown schema version, or the first field that is
            missing, unknown or wrong, by its name.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise DescriptorRefused(f"{source} is not JSON ({error}): deploy again") from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise DescriptorRefused(
            f"{source} has schema_version {version!r}, this sluice reads {SCHEMA_VERSION}: "
            "use the sluice of the commit that deployed it, or deploy again"
        )
    try:
        return Descriptor.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DescriptorRefused(f"{source}: field {field}: {first['msg']}: deploy again") from error
