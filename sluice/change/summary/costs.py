"""What a change costs a month, apart from what was pending before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.cost.amount import NOTHING, change
from sluice.change.summary.model import Cost, PricedLine

if TYPE_CHECKING:
    from collections.abc import Collection

    from sluice.change.cost.amount import Range
    from sluice.change.cost.model import CostDelta
    from sluice.change.summary.model import Dollars


def of(head: CostDelta, base: CostDelta | None = None, *, brought: Collection[str] | None) -> Cost:
    """Return what a change costs.

    Where both sides were planned, what the base's plan leads to is what it costs before: the
    plans themselves begin at what is deployed.

    Args:
        head: of the head's plan, or between the synthesized stacks.
        base: of the base's plan; None where there is none.
        brought: addresses of what the change brings something to; None without a plan.
    """
    if base is not None:
        return _between(base, head, brought or ())
    source = (
        "from the plan, what was pending before included"
        if brought is not None
        else "from the synthesized stacks, without a plan"
    )
    lines = tuple(
        PricedLine(each.address, _pair(each.before), _pair(each.after))
        for each in head.changed_lines
    )
    changed = {each.sentence for each in head.not_priced if each.changed}
    return _cost(head, head.before, lines, changed, source, complete=head.before_complete)


def _between(base: CostDelta, head: CostDelta, brought: Collection[str]) -> Cost:
    before = {each.address: each.after for each in base.lines}
    after = {each.address: each.after for each in head.lines}
    pairs = [
        (address, before.get(address, NOTHING), after.get(address, NOTHING))
        for address in dict.fromkeys((*after, *before))
    ]
    lines = tuple(
        PricedLine(address, _pair(was), _pair(will)) for address, was, will in pairs if was != will
    )
    # Of a plan's two sides, the one that it leads to.
    known = {each.sentence for each in base.not_priced if each.after}
    now = {each.sentence for each in head.not_priced if each.after}
    # The same thing may be without a price on both sides, and yet be another quantity of it.
    touched = {each.sentence for each in head.not_priced if each.address in brought}
    changed = (known ^ now) | touched
    source = "from the plans before and after"
    return _cost(head, base.after, lines, changed, source, complete=base.after_complete)


def _cost(
    head: CostDelta,
    before: Range,
    lines: tuple[PricedLine, ...],
    changed: set[str],
    source: str,
    *,
    complete: bool,
) -> Cost:
    prices = head.prices
    trust = (
        f"{prices.unverified} of {prices.used} prices were never looked up in AWS's price list"
        if prices.unverified
        else ""
    )
    rest = [each.sentence for each in head.not_priced if each.sentence not in changed]
    return Cost(
        before=_pair(before),
        after=_pair(head.after),
        difference=_pair(change(before, head.after)),
        before_complete=complete,
        after_complete=head.after_complete,
        lines=lines,
        not_priced=(*sorted(changed), *dict.fromkeys(rest)),
        changes_not_priced=len(changed),
        source=source,
        prices=trust,
    )


def _pair(amount: Range) -> Dollars:
    return amount.low, amount.high
