"""IF: takes one of two values, time by time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series

if TYPE_CHECKING:
    from lab.cloudwatch.expressions.values import Value


def if_(condition: Value, then: Value, otherwise: Value | None = None) -> Value:
    """Return `then` where the condition is not 0, else `otherwise`.

    By time, where the condition is a series: a missing condition drops the time, a true
    one takes 0 where `then` has no value, a false one drops it where `otherwise` has none.

    Raises:
        ExpressionError: one of them is an array.
    """
    if isinstance(condition, tuple) or isinstance(then, tuple) or isinstance(otherwise, tuple):
        raise ExpressionError("IF takes numbers and time series, no arrays")
    if isinstance(condition, Series):
        return condition.with_points(
            {
                at: _at(at, then, 0.0) if truth else _at(at, otherwise, None)
                for at, truth in condition.points.items()
            }
        )
    if math.isnan(condition):
        return _empty(then, otherwise)
    chosen = then if condition else otherwise
    return _empty(then, otherwise) if chosen is None else chosen


def _at(at: int, value: float | Series | None, missing: float | None) -> float | None:
    return value.points.get(at, missing) if isinstance(value, Series) else value


def _empty(*values: float | Series | None) -> Value:
    for value in values:
        if isinstance(value, Series):
            return value.with_points({})
    return math.nan
