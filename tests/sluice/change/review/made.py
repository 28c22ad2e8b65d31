"""Reviews made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sluice.change.effects.actions import Group, ResourceAction
from sluice.change.effects.dangers import Danger
from sluice.change.model.verdict import Finding, Severity, Source, Verdict, Waiver
from sluice.change.review.model import (
    Commit,
    Edit,
    EditKind,
    Environment,
    Plan,
    Presence,
    Review,
)
from sluice.change.summary.model import Cost, Policies, PricedLine

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
    before_complete=True,
    after_complete=False,
    lines=(PricedLine("aws_ecs_service.service_blue", pair("50"), pair("62.40", "64")),),
    not_priced=("aws_wafv2_web_acl.acl: requests: not in the usage file",),
    changes_not_priced=1,
    source="from the plan",
)

CHANGED = ResourceAction(
    Group.CHANGED,
    "aws_cloudwatch_log_group.log_group_app",
    "logs/app",
    ("retention_in_days: 30 → 90",),
)
DESTROYED = ResourceAction(Group.DESTROYED, "aws_db_instance.database", "database/instance", ())
PENDING = ResourceAction(Group.CREATED, "aws_sns_topic.pages", "alarms/pages", (), pending=True)

DANGER = Danger(
    "aws_db_instance.database",
    "database/instance",
    "it is destroyed, with the data or the key that it holds",
)

FAILURE = Finding(
    rule="CKV_WEB_3",
    title="Nothing is open to the world",
    severity=Severity.HIGH,
    source=Source.OWN,
    verdict=Verdict.FAIL,
    stack="stage",
    address="aws_vpc_security_group_ingress_rule.open",
    construct_path="network/open",
    line=1234,
    message="it lets in 0.0.0.0/0: name the ranges",
)


WAIVER = Waiver("CKV_AWS_9", ("stage",), "*", "why", "who", date(2027, 1, 31))


def gate(*failures: Finding, problems: tuple[str, ...] = ()) -> Policies:
    waived = replace(FAILURE, rule="CKV_AWS_9", verdict=Verdict.WAIVED, waiver=WAIVER)
    return Policies(
        passed=not (failures or problems),
        resources={"stage": 130, "prod": 140},
        standing=failures,
        waived=(waived,),
        problems=problems,
        labels=(),
    )


def environment(
    name: str = "stage", *actions: ResourceAction, edits: tuple[Edit, ...] = (EDIT,)
) -> Environment:
    return Environment(
        name=name,
        presence=Presence.BOTH,
        edits=edits,
        plan=Plan(actions=actions or (CHANGED, PENDING), base_known=True),
        cost=COST,
        digest=DIGEST,
    )


def review(*environments: Environment) -> Review:
    return Review(base=BASE, head=HEAD, environments=environments or (environment(),), gate=gate())
