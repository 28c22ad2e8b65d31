"""What a pricing rule says: this much of that price a month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sluice.change.cost.amount import HOURS_A_MONTH
from sluice.change.cost.facts import Facts

ONE = Decimal(1)


@dataclass(frozen=True)
class Charge:
    """One thing that a resource is charged for.

    Attributes:
        name: what it is, for a reader.
        price: the key in the price file.
        quantity: a month, in the price's unit; with `usage`, what one unit of usage counts.
        usage: the name of a quantity in the usage file; empty where the configuration says it.
        region: whose price; empty for the resource's own.
    """

    name: str
    price: str
    quantity: Decimal = ONE
    usage: str = ""
    region: str = ""


Rule = Callable[[Facts], Iterator[Charge]]
"""A pure function: raises `ValueUnknown` where it cannot say."""

Table = dict[str, tuple[Rule, ...]]
"""Rules by Terraform's resource type. Where one cannot say, the others still count."""


def hourly(name: str, price: str, count: Decimal = ONE) -> Charge:
    """Return the charge of something that is there all month long."""
    return Charge(name, price, count * HOURS_A_MONTH)


def used(name: str, price: str, usage: str) -> Charge:
    """Return the charge of a quantity that only use tells."""
    return Charge(name, price, usage=usage)
