"""What was measured in one stretch of time: values with counts, or only their summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Summary:
    """PutMetricData's StatisticValues: the values themselves are not known."""

    count: float
    total: float
    minimum: float
    maximum: float


@dataclass
class Distribution:
    """Values, each with how often it was measured, and summaries of values not known."""

    values: dict[float, float] = field(default_factory=dict)
    summaries: list[Summary] = field(default_factory=list)

    def add(self, values: Mapping[float, float]) -> None:
        """Count values."""
        for value, count in values.items():
            self.values[value] = self.values.get(value, 0) + count

    def summarise(self, summary: Summary) -> None:
        """Add a summary; where it tells what its values were, they are counted instead."""
        if summary.minimum == summary.maximum:
            self.add({summary.minimum: summary.count})
        else:
            self.summaries.append(summary)

    def merge(self, other: Distribution) -> None:
        """Count everything in the other one, too."""
        self.add(other.values)
        self.summaries.extend(other.summaries)

    def __bool__(self) -> bool:
        """Whether anything was measured."""
        return bool(self.values or self.summaries)

    @property
    def count(self) -> float:
        """How many values were measured."""
        return sum(self.values.values()) + sum(s.count for s in self.summaries)

    @property
    def total(self) -> float:
        """The sum of all values."""
        known = sum(value * count for value, count in self.values.items())
        return known + sum(s.total for s in self.summaries)

    @property
    def minimum(self) -> float:
        """The least value."""
        return min([*self.values, *(s.minimum for s in self.summaries)])

    @property
    def maximum(self) -> float:
        """The greatest value."""
        return max([*self.values, *(s.maximum for s in self.summaries)])

    def rounded(self, digits: int) -> Distribution:
        """Return it with values of so many significant digits, and so with fewer of them."""
        result = Distribution(summaries=self.summaries)
        for value, count in self.values.items():
            result.add({float(f"{value:.{digits}g}"): count})
        return result


def merged(parts: Iterable[Distribution]) -> Distribution:
    """Return the sum of all."""
    result = Distribution()
    for part in parts:
        result.merge(part)
    return result
