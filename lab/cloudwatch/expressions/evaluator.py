"""Evaluates the tree of a metric math expression over time series."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions import arrays, functions, operators
from lab.cloudwatch.expressions.conditions import if_
from lab.cloudwatch.expressions.fill import fill
from lab.cloudwatch.expressions.tree import (
    Array,
    Call,
    Chain,
    ExpressionError,
    Keyword,
    Name,
    Negative,
    Number,
    Text,
)
from lab.cloudwatch.expressions.values import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lab.cloudwatch.expressions.tree import Node
    from lab.cloudwatch.expressions.values import Timeline, Value


@dataclass(frozen=True)
class Scope:
    """What an expression can refer to.

    Attributes:
        metrics: the metrics of the request, by id, in its order.
        results: the values of other expressions, by id.
        timeline: the stretch of time that is asked about.
        period: of series that an expression makes of scalars, in seconds.
    """

    metrics: Mapping[str, Series]
    results: Mapping[str, Value]
    timeline: Timeline
    period: int


def evaluate(node: Node, scope: Scope) -> Series | tuple[Series, ...]:
    """Return what an expression results in: a time series, or an array of them.

    Raises:
        ExpressionError: an unknown id or function, arguments that a function does not
            take, or a result that is a mere number.
    """
    result = _value(node, scope)
    if isinstance(result, float):
        raise ExpressionError("the result is a number, not a time series")
    return result


def _value(node: Node, scope: Scope) -> Value:
    match node:
        case Number(value=value):
            return value
        case Name(id=id_):
            return _named(id_, scope)
        case Negative(operand=operand):
            return operators.negative(_value(operand, scope))
        case Chain(first=first, rest=rest):
            result = _value(first, scope)
            for sign, part in rest:
                result = operators.apply(sign, result, _value(part, scope))
            return result
        case Array(items=items):
            return arrays.flat([_value(item, scope) for item in items])
        case Call():
            return _called(node, scope)
        case Keyword(word=word):
            raise ExpressionError(f"{word} is no id: ids begin with a lower-case letter")
        case Text(value=value):
            raise ExpressionError(f'the text "{value}" belongs into METRICS()')


def _named(id_: str, scope: Scope) -> Value:
    for known in (scope.metrics, scope.results):
        if id_ in known:
            return known[id_]
    raise ExpressionError(f"no query of the id {id_!r}")


def _called(call: Call, scope: Scope) -> Value:
    if call.function in functions.NAMES:
        (argument,) = _arguments(call, scope, 1, 1)
        return functions.call(call.function, argument, scope.timeline)
    special = _SPECIAL.get(call.function)
    if special is None:
        raise ExpressionError(f"no function {call.function}")
    return special(call, scope)


def _arguments(call: Call, scope: Scope, least: int, most: int) -> list[Value]:
    if not least <= len(call.arguments) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise ExpressionError(f"{call.function} takes {wanted} arguments")
    return [_value(argument, scope) for argument in call.arguments]


def _if(call: Call, scope: Scope) -> Value:
    return if_(*_arguments(call, scope, 2, 3))


def _fill(call: Call, scope: Scope) -> Value:
    if len(call.arguments) != 2:
        raise ExpressionError("FILL takes 2 arguments")
    filled, by = call.arguments
    value = _value(filled, scope)
    filler = by.word if isinstance(by, Keyword) else _value(by, scope)
    if isinstance(value, tuple):
        return tuple(fill(one, filler, scope.timeline) for one in value)
    if isinstance(value, Series):
        return fill(value, filler, scope.timeline)
    raise ExpressionError("FILL takes a time series, not a number")


def _metrics(call: Call, scope: Scope) -> Value:
    match call.arguments:
        case ():
            part = ""
        case (Text(value=part),):
            pass
        case _:
            raise ExpressionError('METRICS takes nothing, or a text: METRICS("errors")')
    return tuple(series for id_, series in scope.metrics.items() if part in id_)


def _period(call: Call, scope: Scope) -> Value:
    match call.arguments:
        case (Name(id=id_),) if id_ in scope.metrics:
            return float(scope.metrics[id_].period)
        case _:
            raise ExpressionError("PERIOD takes the id of a metric")


def _time_series(call: Call, scope: Scope) -> Value:
    (value,) = _arguments(call, scope, 1, 1)
    if not isinstance(value, float):
        raise ExpressionError("TIME_SERIES takes a number")
    times = scope.timeline.times_so_far(scope.period)
    return Series({}, scope.period).with_points(dict.fromkeys(times, value))


def _sort(call: Call, scope: Scope) -> Value:
    match call.arguments:
        case (array, Keyword(word=by), Keyword(word=order)):
            limit: Value = math.inf
        case (array, Keyword(word=by), Keyword(word=order), most):
            limit = _value(most, scope)
        case _:
            raise ExpressionError("SORT takes an array, a function, ASC or DESC, and a limit")
    return arrays.sort(_value(array, scope), by, order, limit)


def _of_array(
    function: Callable[..., Value], least: int, most: int
) -> Callable[[Call, Scope], Value]:
    return lambda call, scope: function(*_arguments(call, scope, least, most))


_SPECIAL: dict[str, Callable[[Call, Scope], Value]] = {
    "FILL": _fill,
    "FIRST": _of_array(arrays.first, 1, 1),
    "IF": _if,
    "LAST": _of_array(arrays.last, 1, 1),
    "METRICS": _metrics,
    "METRIC_COUNT": _of_array(arrays.count, 1, 1),
    "PERIOD": _period,
    "REMOVE_EMPTY": _of_array(arrays.remove_empty, 1, 1),
    "SLICE": _of_array(arrays.slice_, 2, 3),
    "SORT": _sort,
    "TIME_SERIES": _time_series,
}
