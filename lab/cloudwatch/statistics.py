"""CloudWatch's statistics over values with counts.

Percentiles are not interpolated: pNN is the least measured value that at least NN percent
of all values do not exceed. So p95 > 0.5 says exactly that PR(:0.5) < 95: more than five
percent are greater. Trimming removes whole values, never more than was asked for.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.cloudwatch.distribution import Distribution

_SIMPLE: dict[str, Callable[[Distribution], float]] = {
    "SampleCount": lambda of: of.count,
    "Sum": lambda of: of.total,
    "Average": lambda of: of.total / of.count,
    "Minimum": lambda of: of.minimum,
    "Maximum": lambda of: of.maximum,
}
SIMPLE = tuple(_SIMPLE)
_NUMBER = r"(\d+(?:\.\d{1,10})?)"
_UP_TO = re.compile(rf"(p|tm|tc|ts|wm){_NUMBER}")
_RANGE = re.compile(rf"(TM|TC|TS|WM|PR)\((?:{_NUMBER}(%)?)?:(?:{_NUMBER}(%)?)?\)")


class UnknownStatistic(ValueError):
    """No statistic of that name."""


@dataclass(frozen=True)
class Statistic:
    """A statistic, such as Sum, p95 or PR(:0.5).

    Attributes:
        name: as AWS spells it.
        kind: one of the simple ones, or P, TM, TC, TS, WM, PR.
        low: lower bound, which itself is out; None: none.
        high: upper bound, which itself is in; None: none.
        percent: whether the bounds are percentages of the values, not values.
    """

    name: str
    kind: str
    low: Fraction | None = None
    high: Fraction | None = None
    percent: bool = False

    def of(self, distribution: Distribution) -> float | None:
        """Return the statistic; None where it does not exist for such values.

        All but the simple ones need the values themselves, and none of them negative.
        """
        if not distribution:
            return None
        if self.kind in _SIMPLE:
            return _SIMPLE[self.kind](distribution)
        if distribution.summaries or min(distribution.values) < 0:
            return None
        return _of_values(self, sorted(distribution.values.items()))


def parse(name: str) -> Statistic:
    """Return the statistic of that name.

    Raises:
        UnknownStatistic: CloudWatch has none of that name.
    """
    if name in _SIMPLE:
        return Statistic(name, name)
    if name == "IQM":
        return Statistic(name, "TM", Fraction(25), Fraction(75), percent=True)
    if match := _UP_TO.fullmatch(name):
        found = Statistic(name, match[1].upper(), None, Fraction(match[2]), percent=True)
    elif match := _RANGE.fullmatch(name):
        kind, low, low_sign, high, high_sign = match.groups()
        signs = {sign for bound, sign in ((low, low_sign), (high, high_sign)) if bound}
        if len(signs) != 1 or (kind == "PR" and signs == {"%"}):
            raise UnknownStatistic(name)
        found = Statistic(
            name,
            kind,
            Fraction(low) if low else None,
            Fraction(high) if high else None,
            percent=signs == {"%"},
        )
    else:
        raise UnknownStatistic(name)
    bounds = [bound for bound in (found.low, found.high) if bound is not None]
    if bounds != sorted(bounds) or (found.percent and bounds[-1] > 100):
        raise UnknownStatistic(name)
    return found


def _of_values(statistic: Statistic, values: list[tuple[float, float]]) -> float | None:
    if statistic.kind == "P":
        return _at_rank(values, _ranks(statistic, values)[1])
    if statistic.kind == "WM":
        return _winsorized_mean(statistic, values)
    kept = _trimmed(statistic, values)
    count = sum(weight for _, weight in kept)
    if statistic.kind == "PR":
        return 100 * count / sum(weight for _, weight in values)
    if statistic.kind == "TC":
        return count
    total = sum(value * weight for value, weight in kept)
    if statistic.kind == "TS":
        return total
    return total / count if count else None


def _ranks(statistic: Statistic, values: list[tuple[float, float]]) -> tuple[float, float]:
    """Return how many values lie below the lower bound, and up to the upper one."""
    count = Fraction(sum(weight for _, weight in values))
    low, high = statistic.low or Fraction(0), statistic.high
    # A rank is a whole value: never cut away more than the share that was asked for.
    below = math.floor(count * low / 100)
    up_to = float(count) if high is None else math.ceil(count * high / 100)
    return below, min(up_to, float(count))


def _at_rank(values: list[tuple[float, float]], rank: float) -> float:
    passed = 0.0
    for value, weight in values:
        passed += weight
        if passed >= rank:
            return value
    return values[-1][0]


def _trimmed(statistic: Statistic, values: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if not statistic.percent:
        low = -math.inf if statistic.low is None else float(statistic.low)
        high = math.inf if statistic.high is None else float(statistic.high)
        return [(value, weight) for value, weight in values if low < value <= high]
    below, up_to = _ranks(statistic, values)
    kept = []
    passed = 0.0
    for value, weight in values:
        inside = min(passed + weight, up_to) - max(passed, below)
        passed += weight
        if inside > 0:
            kept.append((value, inside))
    return kept


def _winsorized_mean(statistic: Statistic, values: list[tuple[float, float]]) -> float:
    if statistic.percent:
        below, up_to = _ranks(statistic, values)
        # The values at the edges: the first that is kept, and the last.
        low, high = _at_rank(values, below + 1), _at_rank(values, up_to)
    else:
        low = -math.inf if statistic.low is None else float(statistic.low)
        high = math.inf if statistic.high is None else float(statistic.high)
    total = sum(min(max(value, low), high) * weight for value, weight in values)
    return total / sum(weight for _, weight in values)
