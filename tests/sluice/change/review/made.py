"""Reviews made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sluice.change.model.verdict import Severity, Verdict
from sluice.change.review.model import (
    Commit,
    Cost,
    Deed,
    Edit,
    EditKind,
    Environment,
    Failure,
    Gate,
    Group,
    Peril,
    Plan,
    Presence,
    PricedLine,
    Review,
)

BASE = Commit("main", "a" * 40, "The base")
HEAD = Commit("the working tree", "b" * 40, "The head", uncommitted=2)
DIGEST = "0123456789abcdef" * 4

EDIT = Edit(
    path="service/blue",
    address="aws_ecs_service.service_blue",
    kind=EditKind.CHANGED,
    lines=("@@ @@", ' "cpu": 1,', '-"desired_count": 2', '+"desired_count": 3'),
)


def pair(low: str, high: str = "") -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high or low)


COST = Cost(
    before=pair("100.00", "120.00"),
    after=pair("112.40", "134.00"),
    difference=pair("12.40", "14.00"),
    lines=(PricedLine("aws_ecs_service.service_blue", pair("50"), pair("62.40", "64")),),
    not_priced=("aws_wafv2_web_acl.acl: requests: not in the usage file",),
    changes_not_priced=1,
    source="from the plan",
)

CHANGED = Deed(
    Group.CHANGED,
    "aws_cloudwatch_log_group.log_group_app",
    "logs/app",
    ("retention_in_days: 30 → 90",),
)
DESTROYED = Deed(Group.DESTROYED, "aws_db_instance.database", "database/instance", ())
PENDING = Deed(Group.CREATED, "aws_sns_topic.pages", "alarms/pages", (), pending=True)

PERIL = Peril(
    "aws_db_instance.database",
    "database/instance",
    "it is destroyed, with the data or the key that it holds",
)

FAILURE = Failure(
    rule="CKV_WEB_3",
    title="Nothing is open to the world",
    severity=Severity.HIGH,
    verdict=Verdict.FAIL,
    stack="stage",
    address="aws_vpc_security_group_ingress_rule.open",
    construct_path="network/open",
    file="stacks/stage/cdk.tf.json",
    line=1234,
    message="it lets in 0.0.0.0/0: name the ranges",
)


def gate(*failures: Failure, problems: tuple[str, ...] = ()) -> Gate:
    waived = replace(FAILURE, rule="CKV_AWS_9", waived_until=date(2027, 1, 31))
    return Gate(
        failures=failures,
        waived=(replace(waived, verdict=Verdict.WAIVED),),
        problems=problems,
        labels=(),
        resources=(("stage", 130), ("prod", 140)),
        plans=("stage",),
    )


def environment(
    name: str = "stage", *deeds: Deed, edits: tuple[Edit, ...] = (EDIT,)
) -> Environment:
    return Environment(
        name=name,
        presence=Presence.BOTH,
        edits=edits,
        plan=Plan(deeds=deeds or (CHANGED, PENDING), base_known=True),
        cost=COST,
        digest=DIGEST,
    )


def review(*environments: Environment) -> Review:
    return Review(base=BASE, head=HEAD, environments=environments or (environment(),), gate=gate())
