"""What a digest covers is taken from the plan, its stack and its price; `test_run` makes plans."""

from __future__ import annotations

from sluice.change.cost.model import CostDelta, Unverified
from sluice.change.digest.subject import Commit, Cost, Provider, StateVersion, Subject
from sluice.change.plan.terraform_plan import Made
from tests.sluice.change.cost.made import not_priced
from tests.sluice.change.plan_documents import entry, plan, resource, stack

DIGEST = "sha256:" + "a" * 64
STACK = stack(
    resource(
        "aws_ecs_task_definition.task",
        container_definitions=f'[{{"image": "x@{DIGEST}"}}]',
        lifecycle={"ignore_changes": ["tags"]},
    )
)
PLANNED = plan(entry("aws_ecs_task_definition.task"), of=STACK)
STATE, PROVIDER = StateVersion("lineage", 3), Provider("aws", "5.100.0", frozenset({"h1:x"}))
COMMIT = Commit("0" * 40, dirty=True)
MADE = Made(STACK, PLANNED, STATE, (PROVIDER,))


def test_the_digest_of_a_plan_covers_all_that_it_was_made_of() -> None:
    missing = not_priced("aws_x.y")
    price = CostDelta("stage", "eu-west-1", (), (missing,), Unverified(0, 0, None, None))
    assert MADE.subject(COMMIT, price) == Subject(
        planned=PLANNED,
        state=STATE,
        providers=(PROVIDER,),
        commit=COMMIT,
        image=DIGEST,
        cost=Cost(before=("0.00", "0.00"), after=("0.00", "0.00"), not_priced=(missing.sentence,)),
        ignored={"aws_ecs_task_definition.task": frozenset({"tags"})},
    )


def test_a_cost_that_is_not_known_is_none() -> None:
    assert MADE.subject(COMMIT, None).cost is None
