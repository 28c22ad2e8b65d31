"""Reads moto's alarms; call it where moto runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from lab.cloudwatch import requests, statistics
from lab.cloudwatch.alarms.model import (
    Alarm,
    AlarmId,
    CompositeAlarm,
    Condition,
    MetricAlarm,
    MissingData,
    State,
    Suppressor,
)
from lab.cloudwatch.alarms.rule import name_of, parse
from lab.cloudwatch.alarms.verdict import COMPARISONS
from lab.cloudwatch.moto_times import seconds
from lab.cloudwatch.queries import Query, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFAULT_PERIOD_SECONDS = 60
_LOW_SAMPLES = 10
_MIDDLE_PERCENTILE = 50


def take(account: str) -> list[Alarm]:
    """Return all alarms of an account, in all regions."""
    return [read(region, alarm) for region, alarm in _all(account)]


def _all(account: str) -> Iterator[tuple[str, Any]]:
    for region, backend in get_backend("cloudwatch")[account].items():
        for alarm in backend.alarms.values():
            yield region, alarm


def read(region: str, alarm: Any) -> Alarm:
    """Return one of moto's alarms.

    Raises:
        QueryError: what it watches is nothing that the lab can evaluate.
        RuleError: its rule is none.
    """
    common: dict[str, Any] = {
        "id": AlarmId(region, alarm.name),
        "arn": alarm.alarm_arn,
        "state": State(alarm.state_value),
        "reason": alarm.state_reason,
        "since": seconds(
            getattr(alarm, "state_transitioned_timestamp", alarm.state_updated_timestamp)
        ),
        "configured": seconds(alarm.configuration_updated_timestamp),
    }
    if alarm.rule is not None:
        return CompositeAlarm(
            **common, rule=parse(alarm.rule), suppressor=_suppressor(region, alarm)
        )
    if alarm.comparison_operator not in COMPARISONS:
        raise QueryError(f"the lab cannot do {alarm.comparison_operator}")
    queries = watched(region, alarm)
    if sum(query.return_data for query in queries) != 1:
        raise QueryError("Exactly one of an alarm's metric data queries must return data")
    return MetricAlarm(
        **common,
        queries=queries,
        period_seconds=max(
            (query.stat.period_seconds for query in queries if query.stat),
            default=_DEFAULT_PERIOD_SECONDS,
        ),
        statistic=str(alarm.statistic or alarm.extended_statistic or ""),
        condition=_condition(alarm),
        unit=alarm.unit,
    )


def watched(region: str, alarm: Any) -> tuple[Query, ...]:
    """Return the queries that one of moto's alarms watches.

    Raises:
        QueryError: CloudWatch, or the lab, has no such queries.
    """
    if alarm.metric_data_queries:
        members = [_member(query) for query in alarm.metric_data_queries]
        return tuple(requests.queries(region, members))
    name = alarm.extended_statistic or alarm.statistic
    dimensions = [{"Name": d.name, "Value": d.value} for d in alarm.dimensions]
    metric = {
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric_name,
        "Dimensions": dimensions,
    }
    stat = {"Metric": metric, "Period": alarm.period, "Stat": name, "Unit": alarm.unit}
    return tuple(requests.queries(region, [{"Id": "m1", "MetricStat": stat}]))


def _member(query: Any) -> dict[str, Any]:
    member: dict[str, Any] = {
        "Id": query.id,
        "Label": query.label,
        "ReturnData": query.return_data,
        "Expression": query.expression,
        "Period": query.period,
    }
    stat = query.metric_stat
    if stat is not None:
        member["MetricStat"] = {
            "Metric": {
                "Namespace": stat.metric.namespace,
                "MetricName": stat.metric.metric_name,
                "Dimensions": [{"Name": d.name, "Value": d.value} for d in stat.metric.dimensions],
            },
            "Period": stat.period,
            "Stat": stat.stat,
            "Unit": stat.unit,
        }
    return member


def _condition(alarm: Any) -> Condition:
    return Condition(
        comparison=alarm.comparison_operator,
        threshold=float(alarm.threshold),
        evaluation_periods=int(alarm.evaluation_periods),
        datapoints_to_alarm=int(alarm.datapoints_to_alarm or alarm.evaluation_periods),
        missing_data=MissingData(alarm.treat_missing_data or "missing"),
        least_samples=least_samples(alarm.extended_statistic or "")
        if alarm.evaluate_low_sample_count_percentile == "ignore"
        else 0,
    )


def least_samples(statistic: str) -> float:
    """Return of how many values a percentile means something; 0 for other statistics.

    AWS's rule: 10 / (1 - percentile), and 10 / percentile in the lower half.
    """
    if not statistic.startswith("p"):
        return 0
    percent = statistics.parse(statistic).high
    assert percent is not None
    share = percent if percent < _MIDDLE_PERCENTILE else 100 - percent
    return float(_LOW_SAMPLES * 100 / share) if share else 0


def _suppressor(region: str, alarm: Any) -> Suppressor | None:
    named = getattr(alarm, "actions_suppressor", None)
    if not named:
        return None
    return Suppressor(
        AlarmId(region, name_of(named)),
        float(alarm.actions_suppressor_wait_period or 0),
        float(alarm.actions_suppressor_extension_period or 0),
    )
