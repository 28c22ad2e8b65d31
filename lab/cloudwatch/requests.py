"""Reads MetricDataQueries out of a request, and refuses what CloudWatch refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lab.cloudwatch import statistics
from lab.cloudwatch.queries import MetricStat, Query, QueryError
from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_QUERIES = 500
_ID = re.compile(r"[a-z][a-zA-Z0-9_]*")
_SHORT_PERIODS = (1, 5, 10, 20, 30)


def queries(region: str, members: Sequence[Mapping[str, Any]]) -> list[Query]:
    """Return the queries of a request.

    Args:
        region: where the metrics are.
        members: MetricDataQueries, as the API's members with their names.

    Raises:
        QueryError: CloudWatch would refuse them.
    """
    if not members:
        raise QueryError("The parameter MetricDataQueries is required.\n")
    if len(members) > MOST_QUERIES:
        raise QueryError(
            f"The collection MetricDataQueries must not have a size greater than {MOST_QUERIES}."
        )
    found = [
        _query(region, member, f"MetricDataQueries.member.{number}")
        for number, member in enumerate(members, 1)
    ]
    ids = [query.id for query in found]
    twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise QueryError(
            f"The values for parameter id in MetricDataQueries are not unique: {twice}"
        )
    if not any(query.return_data for query in found):
        raise QueryError("At least one of the MetricDataQueries must return data")
    return found


def _query(region: str, member: Mapping[str, Any], where: str) -> Query:
    id_ = str(member.get("Id") or "")
    if not _ID.fullmatch(id_):
        raise QueryError(
            f"The value {id_!r} for parameter {where}.Id is invalid: it must begin with a "
            "lower-case letter and hold letters, digits and underscores."
        )
    stat, expression = member.get("MetricStat"), member.get("Expression")
    if stat and expression:
        raise QueryError(
            f"The parameters {where}.MetricStat and {where}.Expression are mutually exclusive "
            "and you have specified both."
        )
    if not stat and not expression:
        # AWS sends the empty line, too.
        raise QueryError(f"The parameter {where}.MetricStat is required.\n")
    returned = member.get("ReturnData")
    period = member.get("Period")
    return Query(
        id=id_,
        stat=_stat(region, stat, f"{where}.MetricStat") if stat else None,
        expression=str(expression or ""),
        label=member.get("Label"),
        return_data=True if returned is None else bool(returned),
        period_seconds=check_period(period, f"{where}.Period") if period else 0,
    )


def _stat(region: str, stat: Mapping[str, Any], where: str) -> MetricStat:
    metric = stat.get("Metric") or {}
    for name in ("Namespace", "MetricName"):
        if not metric.get(name):
            raise QueryError(f"The parameter {where}.Metric.{name} is required.\n")
    dimensions = {d["Name"]: d["Value"] for d in metric.get("Dimensions") or ()}
    return MetricStat(
        key=metric_key(region, metric["Namespace"], metric["MetricName"], dimensions),
        period_seconds=check_period(stat.get("Period"), f"{where}.Period"),
        statistic=check_statistic(stat.get("Stat"), f"{where}.Stat"),
        unit=stat.get("Unit"),
    )


def check_period(period: object, where: str) -> int:
    """Return a period in seconds.

    Raises:
        QueryError: it is none that CloudWatch knows.
    """
    try:
        seconds = int(str(period))
    except ValueError:
        raise QueryError(f"The parameter {where} is required.\n") from None
    if seconds not in _SHORT_PERIODS and (seconds <= 0 or seconds % 60):
        raise QueryError(
            f"The value {seconds} for parameter {where} is invalid: it must be one of "
            f"{', '.join(map(str, _SHORT_PERIODS))}, or a multiple of 60."
        )
    return seconds


def check_statistic(name: object, where: str) -> statistics.Statistic:
    """Return a statistic.

    Raises:
        QueryError: it is none that CloudWatch knows.
    """
    try:
        return statistics.parse(str(name))
    except statistics.UnknownStatistic:
        raise QueryError(f"The value {name} for parameter {where} is not supported.") from None
