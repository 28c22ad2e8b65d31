from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator.clock import START
from simulator.versions import AlarmPeriod, MetricFault, Metrics, Surroundings, Version
from tests.simulator.conftest import Simulated, simulate


def series(
    simulated: Simulated, metric: str, stat: str = "Sum", colour: str = "blue", minutes: int = 5
) -> dict[str, Any]:
    descriptor = simulated.site.descriptor
    dimensions = [{"Name": "LoadBalancer", "Value": descriptor.load_balancer.arn_suffix}]
    if colour:
        group = descriptor.services["blue" if colour == "blue" else "green"]
        dimensions.append({"Name": "TargetGroup", "Value": group.target_group_arn_suffix})
    (found,) = simulated.cloudwatch.get_metric_data(
        MetricDataQueries=[
            {
                "Id": "m0",
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/ApplicationELB",
                        "MetricName": metric,
                        "Dimensions": dimensions,
                    },
                    "Period": 60,
                    "Stat": stat,
                },
            }
        ],
        StartTime=datetime.fromtimestamp(START, UTC),
        EndTime=datetime.fromtimestamp(START + minutes * 60, UTC),
        ScanBy="TimestampAscending",
    )["MetricDataResults"]
    return dict(found)


def after(seconds: float, **surroundings: Any) -> Simulated:
    simulated = simulate(Surroundings(**surroundings))
    simulated.clock.sleep(seconds)
    return simulated


def test_a_period_can_be_read_its_delay_after_its_end() -> None:
    simulated = after(89)
    assert series(simulated, "RequestCount")["Values"] == []
    simulated.clock.sleep(1)
    found = series(simulated, "RequestCount")
    assert found["Timestamps"] == [datetime.fromtimestamp(START, UTC)]
    assert found["Values"][0] == pytest.approx(600, abs=120)
    assert found["StatusCode"] == "Complete"


def test_a_colour_without_requests_has_no_series_but_its_health() -> None:
    simulated = after(400, requests_per_minute=0)
    assert series(simulated, "RequestCount")["Values"] == []
    assert series(simulated, "TargetResponseTime", "p95")["Values"] == []
    assert series(simulated, "HealthyHostCount", "Maximum")["Values"] == [2] * 5
    assert series(simulated, "HealthyHostCount", "Maximum", "green")["Values"] == []


def test_errors_and_slowness_are_those_of_the_version_that_serves() -> None:
    simulated = after(400, live=Version(error_rate=1, slow_rate=0.5), requests_per_minute=60_000)
    requests = series(simulated, "RequestCount")["Values"]
    assert series(simulated, "HTTPCode_Target_5XX_Count")["Values"] == requests
    assert series(simulated, "TargetResponseTime", "SampleCount")["Values"] == requests
    ranks = series(simulated, "TargetResponseTime", "PR(:0.5)")["Values"]
    assert ranks == pytest.approx([50] * 5, abs=1)
    assert series(simulated, "TargetResponseTime", "p95")["Values"] == [0.9] * 5


def test_a_series_of_no_errors_is_not_there() -> None:
    simulated = after(400, live=Version(error_rate=0))
    assert series(simulated, "HTTPCode_Target_5XX_Count")["Values"] == []
    assert series(simulated, "HTTPCode_ELB_5XX_Count", colour="")["Values"] == []


def test_requests_that_no_target_got_are_the_load_balancer_s_errors() -> None:
    simulated = simulate()
    simulated.site.services["blue"].update(0, None)
    simulated.clock.sleep(400)
    refused = series(simulated, "HTTPCode_ELB_5XX_Count", colour="")["Values"]
    assert refused[1] == pytest.approx(600, abs=120)


@pytest.mark.parametrize(
    ("fault", "metric", "stat", "expected"),
    [
        (MetricFault.ABSENT, "HealthyHostCount", "Maximum", []),
        (MetricFault.LATE, "HealthyHostCount", "Maximum", []),
        (MetricFault.NO_COUNT, "RequestCount", "Sum", []),
        (MetricFault.NO_TIMES, "TargetResponseTime", "SampleCount", []),
    ],
)
def test_a_fault_takes_data_points_away(
    fault: MetricFault, metric: str, stat: str, expected: list[float]
) -> None:
    simulated = after(400, metrics=Metrics(fault=fault))
    assert series(simulated, metric, stat)["Values"] == expected


def test_late_metrics_come_after_an_hour() -> None:
    simulated = after(3600 + 400, metrics=Metrics(fault=MetricFault.LATE))
    assert len(series(simulated, "RequestCount")["Values"]) == 5


def test_not_a_number_and_partial_are_told_as_cloudwatch_tells_them() -> None:
    nan = after(400, metrics=Metrics(fault=MetricFault.NAN))
    assert all(map(math.isnan, series(nan, "TargetResponseTime", "PR(:0.5)")["Values"]))
    partial = after(400, metrics=Metrics(fault=MetricFault.PARTIAL))
    assert series(partial, "RequestCount")["StatusCode"] == "PartialData"


def test_a_fault_begins_when_it_is_said_to_and_hits_as_often_as_it_is_said_to() -> None:
    later = after(400, metrics=Metrics(fault=MetricFault.ABSENT, from_seconds=120))
    assert len(series(later, "RequestCount")["Values"]) == 2
    half = after(7000, metrics=Metrics(fault=MetricFault.ABSENT, probability=0.5))
    assert 35 < len(series(half, "RequestCount", minutes=100)["Values"]) < 65


def test_alarms_are_told_by_type_and_state() -> None:
    simulated = simulate()
    (bad,) = (name for name in simulated.site.descriptor.alarms.by_name if "roll-back" in name)
    simulated = after(100, alarms=(AlarmPeriod(bad, begins=50, ends=150),))

    def told(**asked: Any) -> list[str]:
        answer = simulated.cloudwatch.describe_alarms(AlarmNames=[bad], **asked)
        return [each["AlarmName"] for each in answer["CompositeAlarms"]]

    types = ["MetricAlarm", "CompositeAlarm"]
    assert told(AlarmTypes=types, StateValue="ALARM") == [bad]
    assert told() == []
    simulated.clock.sleep(100)
    assert told(AlarmTypes=types, StateValue="ALARM") == []
    assert told(AlarmTypes=types) == [bad]
