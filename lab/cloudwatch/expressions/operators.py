"""The operators of metric math, over scalars and time series.

Where only one of two time series has a value, the other's counts as 0; what divides by
zero is dropped. This is what AWS documents.
"""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series, computed

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.cloudwatch.expressions.values import Value


def _truth(decide: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    def decided(left: float, right: float) -> float:
        if math.isnan(left) or math.isnan(right):
            return math.nan
        return float(decide(left, right))

    return decided


_FUNCTIONS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "==": _truth(operator.eq),
    "!=": _truth(operator.ne),
    "<": _truth(operator.lt),
    "<=": _truth(operator.le),
    ">": _truth(operator.gt),
    ">=": _truth(operator.ge),
    "AND": _truth(lambda left, right: left != 0 and right != 0),
    "OR": _truth(lambda left, right: left != 0 or right != 0),
}


def apply(sign: str, left: Value, right: Value) -> Value:
    """Return `left sign right`.

    Raises:
        ExpressionError: both are arrays.
    """
    function = _FUNCTIONS[sign]
    if isinstance(left, tuple) and isinstance(right, tuple):
        raise ExpressionError(f"{sign} between two arrays of time series")
    if isinstance(left, tuple):
        return tuple(_series(function, one, right) for one in left if not isinstance(right, tuple))
    if isinstance(right, tuple):
        return tuple(_series(function, left, one) for one in right)
    return _one(function, left, right)


def _series(
    function: Callable[[float, float], float], left: float | Series, right: float | Series
) -> Series:
    result = _one(function, left, right)
    assert isinstance(result, Series)
    return result


def _one(
    function: Callable[[float, float], float], left: float | Series, right: float | Series
) -> float | Series:
    if not isinstance(left, Series):
        if not isinstance(right, Series):
            return computed(function, left, right)
        return right.with_points(
            {time: computed(function, left, value) for time, value in right.points.items()}
        )
    if not isinstance(right, Series):
        return left.with_points(
            {time: computed(function, value, right) for time, value in left.points.items()}
        )
    of, to = left.points, right.points
    return left.with_points(
        {
            time: computed(function, of.get(time, 0.0), to.get(time, 0.0))
            for time in of.keys() | to.keys()
        }
    )


def negative(operand: Value) -> Value:
    """Return unary minus of a value."""
    return apply("*", operand, -1.0)
