"""Metric data queries: metrics and metric math over them, as GetMetricData and alarms ask."""

from __future__ import annotations

import graphlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lab.cloudwatch.expressions.evaluator import Scope, evaluate
from lab.cloudwatch.expressions.parser import parse
from lab.cloudwatch.expressions.tree import ExpressionError, names_in
from lab.cloudwatch.expressions.values import Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lab.cloudwatch.expressions.tree import Node
    from lab.cloudwatch.expressions.values import Timeline, Value
    from lab.cloudwatch.statistics import Statistic
    from lab.cloudwatch.store import MetricKey, Reading

_DEFAULT_PERIOD_SECONDS = 60


class QueryError(ValueError):
    """What is wrong with the queries, in one sentence for whoever sent them."""


class Read(Protocol):
    """Reads what was measured of a metric, by period; see `MetricStore.read`."""

    def __call__(self, key: MetricKey, times: range, *, unit: str | None = None) -> Reading:
        """Return what was measured."""


@dataclass(frozen=True)
class MetricStat:
    """A metric, and what is asked of it; without a unit, measurements in any count."""

    key: MetricKey
    period_seconds: int
    statistic: Statistic
    unit: str | None = None


@dataclass(frozen=True)
class Query:
    """One query: of a metric (`stat`), or an expression over other queries.

    `period_seconds` is what an expression makes of scalars; 0: the longest of the metrics'.
    """

    id: str
    stat: MetricStat | None = None
    expression: str = ""
    label: str | None = None
    return_data: bool = True
    period_seconds: int = 0


@dataclass(frozen=True)
class Result:
    """A time series that was asked for: values by time, in seconds since the epoch.

    `partial` says that some of what it was made of was lost on its way.
    """

    id: str
    label: str
    points: Mapping[int, float]
    partial: bool = False


def run(queries: Sequence[Query], timeline: Timeline, read: Read) -> list[Result]:
    """Return the results of those queries that return data, in the order of the queries.

    Raises:
        QueryError: an expression is none, refers to what is not there, or to itself.
    """
    trees = check(queries)
    metrics, partial = _read_all(queries, timeline, read)
    longest = max((series.period for series in metrics.values()), default=_DEFAULT_PERIOD_SECONDS)
    results: dict[str, Value] = {}
    by_id = {query.id: query for query in queries}
    for id_ in _in_order(trees):
        scope = Scope(metrics, results, timeline, by_id[id_].period_seconds or longest)
        try:
            results[id_] = evaluate(trees[id_], scope)
        except ExpressionError as error:
            raise _wrong(id_, error) from None
        partial[id_] = any(partial[name] for name in names_in(trees[id_]) if name in partial) or (
            "METRICS" in by_id[id_].expression and any(partial.values())
        )
    answers: list[Result] = []
    for query in queries:
        if not query.return_data:
            continue
        value = metrics.get(query.id) or results[query.id]
        several = value if isinstance(value, tuple) else (value,)
        for series in several:
            assert isinstance(series, Series)
            label = _label(query, series, several=isinstance(value, tuple))
            answers.append(Result(query.id, label, series.points, partial[query.id]))
    return answers


def check(queries: Sequence[Query]) -> dict[str, Node]:
    """Return the trees of all expressions, by id.

    Raises:
        QueryError: an expression is none, refers to what is not there, or to itself.
    """
    trees: dict[str, Node] = {}
    known = {query.id for query in queries}
    for query in queries:
        if query.stat is not None:
            continue
        try:
            trees[query.id] = parse(query.expression)
        except ExpressionError as error:
            raise _wrong(query.id, error) from None
        missing = sorted(names_in(trees[query.id]) - known)
        if missing:
            raise _wrong(query.id, ExpressionError(f"no query of the id {missing[0]!r}"))
    _in_order(trees)
    return trees


def _in_order(trees: Mapping[str, Node]) -> list[str]:
    """Return the ids of the expressions, each behind those that it refers to."""
    graph = {id_: names_in(tree) & trees.keys() for id_, tree in trees.items()}
    try:
        return list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        circle = " -> ".join(error.args[1])
        raise QueryError(f"Expressions refer to each other in a circle: {circle}") from None


def _read_all(
    queries: Sequence[Query], timeline: Timeline, read: Read
) -> tuple[dict[str, Series], dict[str, bool]]:
    metrics: dict[str, Series] = {}
    partial: dict[str, bool] = {}
    for query in queries:
        stat = query.stat
        if stat is None:
            continue
        reading = read(stat.key, timeline.times(stat.period_seconds), unit=stat.unit)
        points = {at: stat.statistic.of(measured) for at, measured in reading.periods.items()}
        label = stat.key.name if query.label is None else query.label
        metrics[query.id] = Series({}, stat.period_seconds, label).with_points(points)
        partial[query.id] = reading.partial
    return metrics, partial


def _label(query: Query, series: Series, *, several: bool) -> str:
    if query.stat is not None:
        return series.label
    own = query.id if query.label is None else query.label
    return f"{own} {series.label}".strip() if several else own


def _wrong(id_: str, error: ExpressionError) -> QueryError:
    return QueryError(f"Error in expression '{id_}': {error}")
