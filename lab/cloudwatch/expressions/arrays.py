"""The functions of metric math that look at an array of time series as a whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions import functions
from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.expressions.values import Value

_NOTHING = Series({}, 60)
_SORT_BY = ("AVG", "MAX", "MIN", "SUM")


def flat(values: Sequence[Value]) -> tuple[Series, ...]:
    """Return one array of series, and of arrays of series.

    Raises:
        ExpressionError: one of the values is a number.
    """
    found: list[Series] = []
    for value in values:
        if isinstance(value, float):
            raise ExpressionError("an array holds time series, no numbers")
        found.extend(value if isinstance(value, tuple) else (value,))
    return tuple(found)


def _array(function: str, value: Value) -> tuple[Series, ...]:
    if not isinstance(value, tuple):
        raise ExpressionError(f"{function} takes an array of time series")
    return value


def _whole(function: str, value: Value) -> int:
    if not isinstance(value, float) or not math.isfinite(value) or value < 0:
        raise ExpressionError(f"{function} takes numbers of 0 and more as its limits")
    return int(value)


def first(array: Value) -> Value:
    """Return the first series; an empty one of an empty array."""
    return next(iter(_array("FIRST", array)), _NOTHING)


def last(array: Value) -> Value:
    """Return the last series; an empty one of an empty array."""
    return next(reversed(_array("LAST", array)), _NOTHING)


def count(array: Value) -> Value:
    """Return how many series there are."""
    return float(len(_array("METRIC_COUNT", array)))


def remove_empty(array: Value) -> Value:
    """Return the series that have a value at any time."""
    return tuple(series for series in _array("REMOVE_EMPTY", array) if series.points)


def slice_(array: Value, start: Value, end: Value | None = None) -> Value:
    """Return the series from `start`, to before `end`."""
    stop = None if end is None else _whole("SLICE", end)
    return _array("SLICE", array)[_whole("SLICE", start) : stop]


def sort(array: Value, by: str, order: str, limit: Value) -> Value:
    """Return the series by an aggregate of each, `limit` of them; empty ones come last."""
    if by not in _SORT_BY or order not in ("ASC", "DESC"):
        raise ExpressionError("SORT takes AVG, MAX, MIN or SUM, then ASC or DESC")
    sign = 1 if order == "ASC" else -1

    def rank(series: Series) -> float:
        value = functions.aggregate_of(by, series)
        return math.inf if math.isnan(value) else sign * value

    found = sorted(_array("SORT", array), key=rank)
    return tuple(found if limit == math.inf else found[: _whole("SORT", limit)])
