"""The functions of metric math whose arguments are values only."""

from __future__ import annotations

import itertools
import math
import statistics
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series, Timeline, Value, computed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def _average(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


# Of one time series a scalar, over all its values.
AGGREGATES: dict[str, Callable[[Sequence[float]], float]] = {
    "AVG": _average,
    "DATAPOINT_COUNT": len,
    "MAX": max,
    "MIN": min,
    "STDDEV": statistics.pstdev,
    "SUM": math.fsum,
}
# AWS counts a value that is missing in one series of an array as 0, except where a 0 would
# be the answer itself.
_MISSING_IS_ZERO = ("AVG", "SUM")
_OF_EACH_VALUE: dict[str, Callable[[float], float]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
    "LOG": math.log,
    "LOG10": math.log10,
}
_OF_TIMES: dict[str, Callable[[datetime], float]] = {
    "MINUTE": lambda at: at.minute,
    "HOUR": lambda at: at.hour,
    "DAY": lambda at: at.isoweekday(),
    "DATE": lambda at: at.day,
    "MONTH": lambda at: at.month,
    "YEAR": lambda at: at.year,
    "EPOCH": lambda at: int(at.timestamp()),
}


def _differences(points: Mapping[int, float]) -> list[tuple[int, int, float]]:
    """Return each time that has one before it, with the seconds and the change since then."""
    times = sorted(points)
    return [
        (at, at - before, points[at] - points[before]) for before, at in itertools.pairwise(times)
    ]


def _running_sum(points: Mapping[int, float]) -> dict[int, float | None]:
    total = 0.0
    summed: dict[int, float | None] = {}
    for at in sorted(points):
        total += points[at]
        summed[at] = total
    return summed


_OF_A_SERIES: dict[str, Callable[[Mapping[int, float]], Mapping[int, float | None]]] = {
    "DIFF": lambda points: {at: change for at, _, change in _differences(points)},
    "DIFF_TIME": lambda points: {at: seconds for at, seconds, _ in _differences(points)},
    "RATE": lambda points: {at: change / seconds for at, seconds, change in _differences(points)},
    "RUNNING_SUM": _running_sum,
}
NAMES = frozenset({*AGGREGATES, *_OF_EACH_VALUE, *_OF_A_SERIES, *_OF_TIMES})


def call(function: str, argument: Value, timeline: Timeline) -> Value:
    """Return a function of one value.

    Raises:
        ExpressionError: it does not take such a value.
    """
    if function in AGGREGATES:
        return _aggregate(function, argument)
    if isinstance(argument, tuple):
        return tuple(_of_series(function, one, timeline) for one in argument)
    if isinstance(argument, Series):
        return _of_series(function, argument, timeline)
    if function in _OF_EACH_VALUE:
        return float(computed(_OF_EACH_VALUE[function], argument))
    raise ExpressionError(f"{function} takes a time series, not a number")


def aggregate_of(function: str, series: Series) -> float:
    """Return the scalar that an aggregate makes of one time series; NaN where it is none."""
    values = list(series.points.values())
    if not values and function not in ("SUM", "DATAPOINT_COUNT"):
        return math.nan
    return float(computed(AGGREGATES[function], values))  # type: ignore[arg-type]  # the table holds functions of several kinds


def _aggregate(function: str, argument: Value) -> Value:
    if isinstance(argument, Series):
        return aggregate_of(function, argument)
    if not isinstance(argument, tuple):
        raise ExpressionError(f"{function} takes a time series or an array of them, not a number")
    if not argument:
        return ()
    points: dict[int, float | None] = {}
    for at in set().union(*(series.points for series in argument)):
        values = [
            series.points.get(at, 0.0)
            for series in argument
            if at in series.points or function in _MISSING_IS_ZERO
        ]
        points[at] = computed(AGGREGATES[function], values)  # type: ignore[arg-type]  # the table holds functions of several kinds
    return Series({}, max(series.period for series in argument)).with_points(points)


def _of_series(function: str, series: Series, timeline: Timeline) -> Series:
    if function in _OF_TIMES:
        of_time = _OF_TIMES[function]
        times = timeline.times_so_far(series.period)
        return series.with_points({at: of_time(datetime.fromtimestamp(at, UTC)) for at in times})
    if function in _OF_A_SERIES:
        return series.with_points(_OF_A_SERIES[function](series.points))
    of_value = _OF_EACH_VALUE[function]
    return series.with_points({at: computed(of_value, v) for at, v in series.points.items()})
