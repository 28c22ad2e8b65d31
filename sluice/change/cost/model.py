"""What resources cost, in dollars a month, before and after a change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.change.cost.amount import Range, change, total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from sluice.change.model.planned import Action


class Why(StrEnum):
    """Why something has no price."""

    UNKNOWN_KIND = "this kind of resource is not in the table"
    UNKNOWN_VALUE = "known only after apply"
    NO_PRICE = "not in the price file"
    NO_USAGE = "not in the usage file"
    UNKNOWN_PLACE = "its region is not known"


@dataclass(frozen=True)
class Component:
    """One thing that a resource is charged for.

    Attributes:
        name: what it is, such as `NAT gateway hours`.
        price: the key in the price file; empty where another program priced it.
        quantity: a month, in the price's unit.
        unit: such as `hour`.
        cost: dollars a month.
        usage: the quantity's name in the usage file; empty where the configuration says it.
    """

    name: str
    price: str
    quantity: Range
    unit: str
    cost: Range
    usage: str = ""


@dataclass(frozen=True)
class NotPriced:
    """What has no price: it is not free, its cost is unknown.

    Attributes:
        what: the component, or the whole resource.
        why: the reason's kind.
        detail: what is missing, such as a price's key.
        changed: whether the plan does something to the resource: then the difference of
            costs is not known either.
        before, after: on which side it is missing.
    """

    address: str
    kind: str
    construct_path: str
    what: str
    why: Why
    detail: str
    changed: bool
    before: bool
    after: bool

    @property
    def sentence(self) -> str:
        """Return it for a reader."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.address}: {self.what}: {self.why}{detail}"


@dataclass(frozen=True)
class Line:
    """One resource: what it costs before and after.

    Attributes:
        free: why it costs nothing; empty where it costs something.
    """

    address: str
    kind: str
    construct_path: str
    action: Action
    before_components: Sequence[Component]
    after_components: Sequence[Component]
    free: str = ""

    @property
    def before(self) -> Range:
        """Dollars a month before; nothing where it did not exist."""
        return total([each.cost for each in self.before_components])

    @property
    def after(self) -> Range:
        """Dollars a month after; nothing where it is gone."""
        return total([each.cost for each in self.after_components])

    @property
    def difference(self) -> Range:
        """What changes, lowest first."""
        return change(self.before, self.after)


@dataclass(frozen=True)
class Unverified:
    """How far the prices that were used can be trusted.

    Attributes:
        used: how many prices were used.
        unverified: how many of them were written down without looking into AWS's price list.
        since: the day on which the oldest unverified one was written down.
        oldest: the day on which the oldest price of all was looked up or written down.
    """

    used: int
    unverified: int
    since: date | None
    oldest: date | None


@dataclass(frozen=True)
class CostDelta:
    """What a stack costs before and after a change, and what of it could not be priced.

    Attributes:
        stack: its name.
        region: where it mainly is.
        engine: what computed it: `sluice`, or `infracost`.
        lines: one for each resource, free ones included, by address.
        not_priced: it is not in any total; never zero dollars.
        prices: how far the prices can be trusted.
        currency: of all amounts.
        usage_assumed: whether usage is that of `usage/default.toml`.
    """

    stack: str
    region: str
    lines: Sequence[Line]
    not_priced: Sequence[NotPriced]
    prices: Unverified
    engine: str = "sluice"
    currency: str = "USD"
    usage_assumed: bool = False

    @property
    def before(self) -> Range:
        """Dollars a month before, to the cent."""
        return total([each.before for each in self.lines]).rounded()

    @property
    def after(self) -> Range:
        """Dollars a month after, to the cent."""
        return total([each.after for each in self.lines]).rounded()

    @property
    def difference(self) -> Range:
        """After minus before, to the cent, lowest first; usage is the same on both sides."""
        return change(self.before, self.after)

    @property
    def complete(self) -> bool:
        """Whether everything has a price; otherwise totals are lower bounds: "at least"."""
        return not self.not_priced

    @property
    def before_complete(self) -> bool:
        """Whether everything that exists before has a price."""
        return not any(each.before for each in self.not_priced)

    @property
    def after_complete(self) -> bool:
        """Whether everything that exists after has a price."""
        return not any(each.after for each in self.not_priced)

    @property
    def difference_complete(self) -> bool:
        """Whether everything that changes has a price."""
        return not any(each.changed for each in self.not_priced)

    @property
    def changed_lines(self) -> tuple[Line, ...]:
        """Resources whose cost changes, the largest change first."""
        found = [each for each in self.lines if each.before != each.after]
        return tuple(sorted(found, key=lambda each: (-_size(each.difference), each.address)))


def _size(difference: Range) -> Decimal:
    return max(abs(difference.low), abs(difference.high))
