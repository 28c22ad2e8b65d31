"""What a review says with plans, with plans made by hand: Terraform's own are in another test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sluice.change.digest.subject import Provider, StateVersion
from sluice.change.plan.progress import Progress
from sluice.change.plan.terraform_plan import Made
from sluice.change.review import compose, run
from sluice.change.review.sides import Side
from sluice.errors import AwsUnreachable
from tests.sluice.change.review import made
from tests.sluice.change.review.stacks import entry, plan, stack

if TYPE_CHECKING:
    from sluice.change.model.stack import Stack
    from sluice.change.review.model import Review

GROUP = "aws_cloudwatch_log_group.app"
TOPIC = "aws_sns_topic.pages"
PROVIDER = Provider("registry.terraform.io/hashicorp/aws", "5.100.0", frozenset({"h1:x"}))


def days(number: int) -> Stack:
    return stack({GROUP: {"retention_in_days": number}, TOPIC: {}})


class Planner:
    """Plans each stack as if 30 days were deployed and the topic were not; may fail."""

    def __init__(self, *failing: Stack) -> None:
        self.planned: list[Stack] = []
        self._failing = failing

    def __call__(self, of: Stack) -> Made:
        self.planned.append(of)
        if any(of is each for each in self._failing):
            raise AwsUnreachable("no AWS credentials were found")
        kept = of.resources[0].values["retention_in_days"]
        change = entry(
            GROUP,
            "no-op" if kept == 30 else "update",
            before={"retention_in_days": 30},
            after={"retention_in_days": kept},
        )
        return Made(
            of, plan(of, change, entry(TOPIC, "create")), StateVersion("lineage", 3), (PROVIDER,)
        )


def review(base: Stack | None, head: Stack, planner: Planner) -> Review:
    found = compose.Findings(
        base=made.BASE,
        head=made.HEAD,
        comparable=True,
        environments=(compose.Found("stage", base, head),),
    )
    side = Side(Path(), {"stage": head})
    return compose.review(run.evaluated(found, side, planner, None, Progress()))


def test_the_change_is_told_apart_from_what_was_pending() -> None:
    (found,) = review(days(30), days(90), Planner()).environments
    assert found.plan is not None
    assert [(each.address, each.pending) for each in found.plan.actions] == [
        (GROUP, False),
        (TOPIC, True),
    ]
    assert len(found.digest) == 64


def test_a_stack_that_is_the_same_is_planned_once_and_all_of_it_was_pending() -> None:
    planner = Planner()
    (found,) = review(days(90), days(90), planner).environments
    assert found.plan is not None
    assert [each.pending for each in found.plan.actions] == [True, True]
    assert len(planner.planned) == 1


def test_without_credentials_what_is_done_is_unknown_and_why_is_said() -> None:
    head = days(90)
    (found,) = review(days(30), head, Planner(head)).environments
    assert (found.plan, found.digest) == (None, "")
    assert found.unknowns == ("no plan could be made: no AWS credentials were found",)
    assert [each.sentence for each in found.dangers] == []


def test_a_base_without_a_plan_leaves_open_what_was_pending() -> None:
    base = days(30)
    (found,) = review(base, days(90), Planner(base)).environments
    assert found.plan is not None
    assert not found.plan.base_known
    assert found.unknowns[0].startswith("the base could not be planned, so what was pending is")


def test_a_new_environment_has_no_base_to_plan() -> None:
    (found,) = review(None, days(90), Planner()).environments
    assert found.plan is not None
    assert found.unknowns == ()


def test_the_digest_is_that_of_the_heads_plan() -> None:
    one = review(days(30), days(90), Planner()).environments[0].digest
    same = review(days(30), days(90), Planner()).environments[0].digest
    other = review(days(30), days(60), Planner()).environments[0].digest
    assert one == same != other
