"""What a change costs: every resource before and after, by the rules of its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost import sides
from sluice.change.cost.amount import exactly
from sluice.change.cost.facts import ValueUnknown
from sluice.change.cost.model import Component, CostDelta, Line, NotPriced, Unverified, Why
from sluice.change.cost.rules import CHARGED, FREE
from sluice.change.model.planned import Action

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sluice.change.cost.charges import Charge, Rule
    from sluice.change.cost.facts import Facts
    from sluice.change.cost.prices_file import Price, PriceBook
    from sluice.change.cost.usage_file import Usage
    from sluice.change.model.planned import Change, Planned
    from sluice.change.model.stack import Stack


def estimate(
    planned: Planned,
    stack: Stack,
    *,
    region: str,
    prices: PriceBook,
    usage: Usage,
    base: Stack | None = None,
) -> CostDelta:
    """Return what the stack costs a month before and after the plan.

    Args:
        planned: the plan; `sides.created(stack)` where there is none.
        stack: as synthesized: what the plan lacks.
        region: of resources that do not say theirs, such as `eu-west-1`.
        prices: dollars by region.
        usage: what only use tells, by environment, which is the stack's name.
        base: as synthesized before the change, for `sides.between(base, stack)`; a plan of
            Terraform knows all values of what exists and needs none.
    """
    pricing = _Pricing(stack.name, prices, usage)
    olds = sides.before(planned, base or stack, region=region, from_state=base is None)
    news = sides.after(planned, stack, region=region)
    lines = tuple(
        pricing.line(each, olds.get(each.address), news.get(each.address))
        for each in sorted(planned.changes, key=lambda each: each.address)
        if each.address in olds or each.address in news
    )
    return CostDelta(
        stack=stack.name,
        region=region,
        lines=lines,
        not_priced=tuple(pricing.not_priced),
        prices=trust(pricing.used),
        usage_assumed=usage.assumed(stack.name),
    )


def trust(used: Mapping[tuple[str, str], Price]) -> Unverified:
    """Return how far prices can be trusted."""
    unverified = [each.checked for each in used.values() if not each.verified]
    return Unverified(
        used=len(used),
        unverified=len(unverified),
        since=min(unverified, default=None),
        oldest=min((each.checked for each in used.values()), default=None),
    )


@dataclass(frozen=True)
class _Missing:
    what: str
    why: Why
    detail: str
    quantity: Decimal = Decimal(0)
    """Of what has no price: another one is another cost."""

    @property
    def named(self) -> tuple[str, Why, str]:
        return self.what, self.why, self.detail


@dataclass
class _Pricing:
    """Collects what was used and what is missing while lines are made."""

    environment: str
    prices: PriceBook
    usage: Usage
    used: dict[tuple[str, str], Price] = field(default_factory=dict)
    not_priced: list[NotPriced] = field(default_factory=list)

    def line(self, change: Change, old: Facts | None, new: Facts | None) -> Line:
        """Return a resource's line; a side on which it does not exist has no component."""
        before, old_missing = self._side(old)
        after, new_missing = self._side(new)
        old_names, new_names = (
            [each.named for each in side] for side in (old_missing, new_missing)
        )
        changed = change.action is not Action.NO_OP or old_missing != new_missing
        self.not_priced.extend(
            NotPriced(
                address=change.address,
                kind=change.kind,
                construct_path=change.construct_path,
                what=named[0],
                why=named[1],
                detail=named[2],
                changed=changed,
                before=named in old_names,
                after=named in new_names,
            )
            for named in dict.fromkeys((*old_names, *new_names))
        )
        return Line(
            address=change.address,
            kind=change.kind,
            construct_path=change.construct_path,
            action=change.action,
            before_components=before,
            after_components=after,
            free=FREE.get(change.kind, ""),
        )

    def _side(self, facts: Facts | None) -> tuple[tuple[Component, ...], tuple[_Missing, ...]]:
        if facts is None or facts.kind in FREE:
            return (), ()
        if facts.kind not in CHARGED:
            return (), (_Missing("all of it", Why.UNKNOWN_KIND, facts.kind),)
        components: list[Component] = []
        missing: list[_Missing] = []
        for found in self._charged(facts):
            if isinstance(found, Component):
                components.append(found)
            else:
                missing.append(found)
        return tuple(components), tuple(missing)

    def _charged(self, facts: Facts) -> Iterator[Component | _Missing]:
        for rule in CHARGED[facts.kind]:
            try:
                for charge in rule(facts):
                    yield self._priced(facts, charge)
            except ValueUnknown as unknown:
                yield _Missing(_spoken(rule), Why.UNKNOWN_VALUE, str(unknown))

    def _priced(self, facts: Facts, charge: Charge) -> Component | _Missing:
        region = charge.region or facts.region
        if not region:
            return _Missing(charge.name, Why.UNKNOWN_PLACE, "")
        price = self.prices.find(charge.price, region)
        if price is None:
            return _Missing(
                charge.name, Why.NO_PRICE, f"{charge.price} in {region}", charge.quantity
            )
        quantity = exactly(charge.quantity)
        if charge.usage:
            path = facts.construct_path or facts.address
            found = self.usage.find(self.environment, facts.kind, path, charge.usage)
            if found is None:
                return _Missing(charge.name, Why.NO_USAGE, charge.usage, charge.quantity)
            quantity = found.times(charge.quantity)
        self.used[region, charge.price] = price
        return Component(
            name=charge.name,
            price=charge.price,
            quantity=quantity,
            unit=price.unit,
            cost=quantity.times(price.usd),
            usage=charge.usage,
        )


def _spoken(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")
