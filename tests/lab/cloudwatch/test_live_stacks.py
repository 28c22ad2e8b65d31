"""All alarms that our stacks create, in an account in which nothing happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore import xform_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.cloudwatch.conftest import CloudWatchLab

SNAPSHOTS = Path(__file__).resolve().parents[2] / "snapshots" / "__snapshots__" / "test_snapshots"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
# What Terraform calls otherwise than the API.
RENAMED = {
    "alarm_description": "AlarmDescription",
    "evaluate_low_sample_count_percentiles": "EvaluateLowSampleCountPercentile",
    "alarm_actions": "AlarmActions",
    "ok_actions": "OKActions",
}


def resources(type_: str) -> list[dict[str, Any]]:
    synthesized = json.loads((SNAPSHOTS / "test_stack[prod].json").read_text())
    return list(synthesized["resource"][type_].values())


def camel(name: str) -> str:
    return RENAMED.get(name, "".join(part.title() for part in name.split("_")))


def dimensions(of: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in of.items()]


def query(of: dict[str, Any]) -> dict[str, Any]:
    asked = {camel(k): v for k, v in of.items() if k != "metric"}
    if "metric" in of:
        metric = of["metric"]
        asked["MetricStat"] = {
            "Metric": {
                "Namespace": metric["namespace"],
                "MetricName": metric["metric_name"],
                "Dimensions": dimensions(metric["dimensions"]),
            },
            "Period": metric["period"],
            "Stat": metric["stat"],
        }
    return asked


def parameters(alarm: dict[str, Any]) -> dict[str, Any]:
    asked = {camel(k): v for k, v in alarm.items() if k not in ("metric_query", "tags")}
    for actions in ("AlarmActions", "OKActions"):
        asked[actions] = [TOPIC]
    if "Dimensions" in asked:
        asked["Dimensions"] = dimensions(asked["Dimensions"])
    if "metric_query" in alarm:
        asked["Metrics"] = [query(of) for of in alarm["metric_query"]]
    return {k: v for k, v in asked.items() if not xform_name(k).startswith(("depends", "provider"))}


# Of alarms on which silence is no silence: nothing runs, nothing is stored, nothing replicates.
SOUNDING = {"running-tasks", "database-storage", "replica-lag"}
UNKNOWN = {"database-cpu", "database-connections"}


def test_each_alarm_is_accepted_and_in_the_state_that_silence_means(
    cloudwatch_lab: CloudWatchLab, eventually: Callable[..., None]
) -> None:
    cloudwatch = cloudwatch_lab.client("cloudwatch")
    alarms = resources("aws_cloudwatch_metric_alarm")
    for alarm in alarms:
        cloudwatch.put_metric_alarm(**parameters(alarm))
    (composite,) = resources("aws_cloudwatch_composite_alarm")
    cloudwatch.put_composite_alarm(
        AlarmName=composite["alarm_name"], AlarmRule=composite["alarm_rule"]
    )

    def states() -> dict[str, str]:
        found = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        return {
            alarm["AlarmName"]: alarm["StateValue"]
            for alarm in [*found["MetricAlarms"], *found["CompositeAlarms"]]
        }

    def wanted(name: str) -> str:
        if any(name.endswith(ending) for ending in UNKNOWN):
            return "INSUFFICIENT_DATA"
        return "ALARM" if any(name.endswith(ending) for ending in SOUNDING) else "OK"

    names = [alarm["alarm_name"] for alarm in (*alarms, composite)]
    assert len(names) >= 18
    eventually(states, {name: wanted(name) for name in names})
