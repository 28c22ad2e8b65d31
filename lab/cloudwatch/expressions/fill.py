"""FILL: gives values to the periods that have none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lab.cloudwatch.expressions.tree import ExpressionError
from lab.cloudwatch.expressions.values import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.expressions.values import Timeline, Value


def fill(series: Series, filler: Value | str, timeline: Timeline) -> Series:
    """Return a series with its gaps filled.

    Args:
        series: what has gaps.
        filler: a scalar, a series to take missing values from, REPEAT (the value before
            the gap) or LINEAR (the straight line across the gap). The last two leave alone
            what lies before the first value, and LINEAR what lies after the last.
        timeline: how far the series reaches.

    Raises:
        ExpressionError: the filler is an array, or another word.
    """
    times = timeline.times_so_far(series.period)
    points = series.points
    if isinstance(filler, Series):
        return series.with_points({at: points.get(at, filler.points.get(at)) for at in times})
    if isinstance(filler, float):
        return series.with_points({at: points.get(at, filler) for at in times})
    if filler == "REPEAT":
        return _repeated(series, times)
    if filler == "LINEAR":
        return _interpolated(series, times)
    raise ExpressionError("FILL takes a number, a time series, REPEAT or LINEAR")


def _repeated(series: Series, times: Sequence[int]) -> Series:
    last: float | None = None
    filled: dict[int, float | None] = {}
    for at in times:
        last = series.points.get(at, last)
        filled[at] = last
    return series.with_points(filled)


def _interpolated(series: Series, times: Sequence[int]) -> Series:
    known = sorted(series.points)
    filled: dict[int, float | None] = dict(series.points)
    for before, after in itertools.pairwise(known):
        low, high = series.points[before], series.points[after]
        for at in times:
            if before < at < after:
                filled[at] = low + (high - low) * (at - before) / (after - before)
    return series.with_points(filled)
