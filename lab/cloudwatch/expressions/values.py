"""What a part of an expression is worth: a scalar, a time series, or an array of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Series:
    """Values by time, in seconds since the epoch; a time without a value is absent."""

    points: Mapping[int, float]
    period: int
    label: str = ""

    def with_points(self, points: Mapping[int, float | None]) -> Series:
        """Return it with other values; those that do not exist are dropped."""
        return replace(self, points=existing(points))


# A scalar that does not exist, such as the average of nothing, is NaN.
Value = float | Series | tuple[Series, ...]


@dataclass(frozen=True)
class Timeline:
    """The stretch of time that is asked about, in seconds since the epoch.

    Attributes:
        start: periods that this lies in count.
        end: periods that begin before it count.
        anchor: periods begin at whole multiples of their length, counted from here: alarms
            look back from any minute.
        now: what an expression makes up, as FILL does, ends here; None: at the end.
    """

    start: int
    end: int
    anchor: int = 0
    now: int | None = None

    def times(self, period: int) -> range:
        """Return the first seconds of the periods that begin before the end."""
        return range(self.start - (self.start - self.anchor) % period, self.end, period)

    def times_so_far(self, period: int) -> range:
        """Return those of them that have begun."""
        times = self.times(period)
        end = self.end if self.now is None else min(self.end, self.now)
        return range(times.start, end, period)


def existing(points: Mapping[int, float | None]) -> dict[int, float]:
    """Return the points that have a value: AWS drops what cannot be computed."""
    return {
        time: float(value)
        for time, value in sorted(points.items())
        if value is not None and math.isfinite(value)
    }


def computed(function: Callable[..., float], *values: float) -> float:
    """Return a function's value; NaN where it has none."""
    try:
        result = function(*values)
    except (ValueError, ArithmeticError, TypeError):
        return math.nan
    # A negative number to a broken power is complex.
    return result if isinstance(result, (int, float)) else math.nan
