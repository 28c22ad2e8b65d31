from __future__ import annotations

from decimal import Decimal

from sluice.change.cost.amount import exactly
from sluice.change.cost.model import (
    Component,
    CostDelta,
    Line,
    NotPriced,
    Unverified,
)
from sluice.change.model.planned import Action
from sluice.change.summary import costs
from tests.sluice.change.cost.made import not_priced


def component(dollars: str) -> tuple[Component, ...]:
    amount = exactly(Decimal(dollars))
    return (Component("hours", "x", amount, "hour", amount),)


def line(address: str, before: str, after: str) -> Line:
    return Line(address, "aws_x", "x", Action.UPDATE, component(before), component(after))


def delta(*lines: Line, not_priced: tuple[NotPriced, ...] = (), unverified: int = 0) -> CostDelta:
    return CostDelta("stage", "eu-west-1", lines, not_priced, Unverified(4, unverified, None, None))


def pair(dollars: str) -> tuple[Decimal, Decimal]:
    return Decimal(dollars), Decimal(dollars)


def test_what_was_pending_before_is_no_cost_of_the_change() -> None:
    # Deployed is 10; the base is to bring it to 30, and the head to 34.
    base, head = delta(line("a.b", "10", "30")), delta(line("a.b", "10", "34"))
    found = costs.of(head, base, brought={"a.b"})
    assert (found.before, found.after, found.difference) == (pair("30"), pair("34"), pair("4"))
    assert [(each.before, each.after) for each in found.lines] == [(pair("30"), pair("34"))]
    assert found.source == "from the plans before and after"


def test_a_resource_on_one_side_only_costs_nothing_on_the_other() -> None:
    found = costs.of(delta(line("a.new", "0", "5")), delta(line("a.old", "7", "7")), brought=())
    assert found.difference == pair("-2")
    assert {each.address: (each.before, each.after) for each in found.lines} == {
        "a.new": (pair("0"), pair("5")),
        "a.old": (pair("7"), pair("0")),
    }


def test_without_the_bases_plan_it_says_that_what_was_pending_is_in_it() -> None:
    found = costs.of(delta(line("a.b", "10", "34")), None, brought={"a.b"})
    assert found.difference == pair("24")
    assert found.source == "from the plan, what was pending before included"


def test_without_any_plan_it_says_so() -> None:
    found = costs.of(delta(line("a.b", "10", "34")), None, brought=None)
    assert found.source == "from the synthesized stacks, without a plan"


def test_what_changes_and_has_no_price_is_counted_and_comes_first() -> None:
    still, moved = not_priced("a.still", changed=False), not_priced("a.moved")
    found = costs.of(delta(not_priced=(still, moved)), None, brought=None)
    assert found.changes_not_priced == 1
    assert [each.partition(":")[0] for each in found.not_priced] == ["a.moved", "a.still"]


def test_with_both_plans_it_is_what_differs_between_them_and_what_the_change_touches() -> None:
    both, touched = not_priced("a.both"), not_priced("a.touched")
    gone = not_priced("a.gone", changed=False)
    found = costs.of(
        delta(not_priced=(both, touched)),
        delta(not_priced=(both, touched, gone)),
        brought={"a.touched"},
    )
    assert found.changes_not_priced == 2
    assert [each.partition(":")[0] for each in found.not_priced] == [
        "a.gone",
        "a.touched",
        "a.both",
    ]


def test_prices_that_nobody_looked_up_are_told() -> None:
    found = costs.of(delta(unverified=3), None, brought=None)
    assert found.prices == "3 of 4 prices were never looked up in AWS's price list"
