"""The sums of `by_hand.py` against the estimate of the real synthesized stacks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sluice.change.cost import created, estimate
from tests.sluice.change.cost.by_hand import BY_HAND

if TYPE_CHECKING:
    from sluice.change.cost.prices_file import PriceBook
    from sluice.change.cost.usage_file import Usage
    from sluice.change.model.stack import Stack


@pytest.mark.parametrize("environment", ["dev", "stage", "prod"])
def test_an_environment_costs_what_a_hand_computes(
    environment: str,
    stacks: dict[str, Stack],
    prices: PriceBook,
    usage: Usage,
) -> None:
    stack = stacks[environment]
    delta = estimate(created(stack), stack, region="eu-west-1", prices=prices, usage=usage)

    rows, cents = BY_HAND[environment]
    low, high = sum(row[1] for row in rows), sum(row[2] for row in rows)
    assert (round(low, 2), round(high, 2)) == cents
    # To the last digit, not only to the cent.
    assert sum(each.after.low for each in delta.lines) == low
    assert sum(each.after.high for each in delta.lines) == high
    assert (delta.after.low, delta.after.high) == cents
    assert delta.complete
    assert delta.not_priced == ()
    assert (delta.before.low, delta.before.high) == (0, 0)


@pytest.mark.parametrize("environment", ["dev", "stage", "prod"])
@pytest.mark.parametrize("removed", ["nat.hour", "fargate.arm.on_demand.vcpu_hour", "kms.request"])
def test_a_price_taken_from_the_file_is_listed_as_not_priced_and_the_total_says_at_least(
    environment: str,
    removed: str,
    stacks: dict[str, Stack],
    prices: PriceBook,
    usage: Usage,
) -> None:
    from sluice.change.cost.report import lines

    stack = stacks[environment]
    whole = estimate(created(stack), stack, region="eu-west-1", prices=prices, usage=usage)
    part = estimate(
        created(stack), stack, region="eu-west-1", prices=prices.without(removed), usage=usage
    )

    charged = [
        (line.address, component)
        for line in whole.lines
        for component in line.after_components
        if component.price == removed
    ]
    assert charged
    assert {each.address for each in part.not_priced} == {address for address, _ in charged}
    assert all(each.detail.startswith(f"{removed} in eu-") for each in part.not_priced)
    missing = sum(component.cost.high for _, component in charged)
    assert sum(each.after.high for each in part.lines) + missing == sum(
        each.after.high for each in whole.lines
    )
    text = "\n".join(lines(part))
    assert f"at least ${part.after.low:,.2f}" in text
    assert f"not priced: {charged[0][0]}: {charged[0][1].name}: not in the price file" in text
    assert "at least" not in "\n".join(lines(whole))


def test_a_plan_of_terraform_costs_what_the_synthesized_stack_does(
    stacks: dict[str, Stack], prices: PriceBook, usage: Usage
) -> None:
    """At creation a plan knows no subnets and no task definition; the stack fills them in."""
    from tests.sluice.change.cost.made import change, plan

    stack = stacks["prod"]
    computed = {"aws_db_instance": ("iops", "storage_throughput", "allocated_storage", "engine")}
    changes = []
    for each in created(stack).changes:
        unknown = {**each.after_unknown}
        for key in computed.get(each.kind, ()):
            if key not in (each.after or {}):
                unknown[key] = True
        changes.append(change(each.address, None, dict(each.after or {}), unknown=unknown))
    delta = estimate(
        plan(*changes, of=stack), stack, region="eu-west-1", prices=prices, usage=usage
    )

    assert (delta.after.low, delta.after.high) == (Decimal("1172.18"), Decimal("2108.30"))
    assert delta.complete
