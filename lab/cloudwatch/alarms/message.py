"""What an alarm tells an SNS topic, in AWS's shape."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import botocore.session

from lab.cloudwatch.alarms.reasons import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_SUBJECT_CHARACTERS = 99


def subject(alarm: Any, region: str) -> str:
    """Return the subject; cut where SNS would refuse its length."""
    return f'{alarm.state_value}: "{alarm.name}" in {_place(region)}'[:_MOST_SUBJECT_CHARACTERS]


def body(alarm: Any, *, account: str, region: str, old_state: str, at: float) -> str:
    """Return the message, as JSON.

    Args:
        alarm: moto's alarm, in its new state.
        account: the twelve digits of its account.
        region: such as eu-west-1.
        old_state: the state that it was in.
        at: when it changed, in seconds since the epoch.
    """
    document: dict[str, Any] = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account,
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": iso(at),
        "Region": _place(region),
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": old_state,
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_data_actions,
    }
    if alarm.rule is None:
        document["Trigger"] = _trigger(alarm)
    else:
        document["AlarmRule"] = alarm.rule
        document["TriggeringChildren"] = [
            {
                "Arn": child["arn"],
                "State": {
                    "Value": child["state"]["value"],
                    "Timestamp": child["state"]["timestamp"],
                },
            }
            for child in json.loads(alarm.state_reason_data or "{}").get("triggeringAlarms", [])
        ]
    return json.dumps(document)


def _trigger(alarm: Any) -> dict[str, Any]:
    shared = {
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm or alarm.evaluation_periods,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }
    if alarm.metric_data_queries:
        return {"Metrics": [_query(query) for query in alarm.metric_data_queries], **shared}
    return {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        **_statistic(alarm),
        "Unit": alarm.unit,
        "Dimensions": _dimensions(alarm.dimensions),
        "Period": alarm.period,
        **shared,
    }


def _statistic(alarm: Any) -> Mapping[str, str]:
    if alarm.extended_statistic:
        return {
            "StatisticType": "ExtendedStatistic",
            "ExtendedStatistic": alarm.extended_statistic,
        }
    return {"StatisticType": "Statistic", "Statistic": str(alarm.statistic).upper()}


def _query(query: Any) -> dict[str, Any]:
    document: dict[str, Any] = {"Id": query.id}
    if query.metric_stat is None:
        document["Expression"] = query.expression
    else:
        stat = query.metric_stat
        document["MetricStat"] = {
            "Metric": {
                "Dimensions": _dimensions(stat.metric.dimensions),
                "MetricName": stat.metric.metric_name,
                "Namespace": stat.metric.namespace,
            },
            "Period": stat.period,
            "Stat": stat.stat,
        }
    if query.label:
        document["Label"] = query.label
    document["ReturnData"] = True if query.return_data is None else query.return_data
    return document


def _dimensions(dimensions: Any) -> list[dict[str, str]]:
    return [{"value": dimension.value, "name": dimension.name} for dimension in dimensions]


@functools.cache
def _place(region: str) -> str:
    """Return the region's name for people, such as EU (Ireland)."""
    loader = botocore.session.get_session().get_component("data_loader")
    for partition in loader.load_data("endpoints")["partitions"]:
        if region in partition["regions"]:
            name: str = partition["regions"][region]["description"]
            # Alarms still say what Europe was called when they came up.
            return name.replace("Europe (", "EU (")
    return region
