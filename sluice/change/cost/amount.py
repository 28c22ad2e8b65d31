"""Dollars a month, as an interval: what depends on usage is known only between two bounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HOURS_A_MONTH = Decimal(730)
"""365 days x 24 hours / 12 months, as the AWS Pricing Calculator counts.

Source: https://aws.amazon.com/calculator/calculator-assumptions ("Time period").
"""

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Range:
    """A quantity, or a cost: at the usage file's low usage, and at its high usage."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Range) -> Range:
        """Return the sum, bound by bound."""
        return Range(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> Range:
        """Return the product with a factor that is not negative."""
        return Range(self.low * factor, self.high * factor)

    def rounded(self) -> Range:
        """Return it to the cent, half a cent upwards."""
        return Range(to_the_cent(self.low), to_the_cent(self.high))


NOTHING = Range(Decimal(0), Decimal(0))


def exactly(value: Decimal) -> Range:
    """Return the interval that is one value."""
    return Range(value, value)


def total(amounts: list[Range]) -> Range:
    """Return the sum, not rounded on the way."""
    return sum(amounts, start=NOTHING)


def change(before: Range, after: Range) -> Range:
    """Return the difference, lowest first.

    Usage is the same before and after the change: low with low, high with high. Mixing them
    would show a difference where nothing is changed.
    """
    low, high = after.low - before.low, after.high - before.high
    return Range(min(low, high), max(low, high))


def to_the_cent(value: Decimal) -> Decimal:
    """Return it with two digits, half a cent away from zero; never minus zero."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP) + 0
