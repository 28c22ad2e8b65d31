"""Metrics through boto3, against a real lab."""

from __future__ import annotations

import random
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from tests.lab.cloudwatch.conftest import CloudWatchLab

METRIC = {
    "Namespace": "Web",
    "MetricName": "Latency",
    "Dimensions": [{"Name": "Colour", "Value": "blue"}],
}


def last_minute() -> datetime:
    """Return the start of a minute that is over."""
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=2)


def put(cloudwatch: Any, at: datetime, **datum: Any) -> None:
    metric = {"MetricName": METRIC["MetricName"], "Dimensions": METRIC["Dimensions"]}
    cloudwatch.put_metric_data(Namespace="Web", MetricData=[{**metric, "Timestamp": at, **datum}])


def stat(id_: str, name: str, period: int = 60, **more: Any) -> dict[str, Any]:
    return {"Id": id_, "MetricStat": {"Metric": METRIC, "Period": period, "Stat": name}, **more}


def ask(cloudwatch: Any, at: datetime, *queries: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = cloudwatch.get_metric_data(
        StartTime=at - timedelta(minutes=2),
        EndTime=at + timedelta(minutes=3),
        MetricDataQueries=list(queries),
        **more,
    )
    assert isinstance(answer, dict)
    return answer


def values(answer: dict[str, Any]) -> dict[str, list[float]]:
    return {result["Id"]: result["Values"] for result in answer["MetricDataResults"]}


def test_percentiles_ranks_and_math_agree_with_the_raw_values(
    cloudwatch_lab: CloudWatchLab,
) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    chance = random.Random(7)
    raw = [round(chance.lognormvariate(-2, 0.7), 3) for _ in range(1000)]
    for start in range(0, 1000, 150):
        chunk = raw[start : start + 150]
        put(cloudwatch, at, Values=chunk, Counts=[1.0] * len(chunk), Unit="Seconds")
    found = values(
        ask(
            cloudwatch,
            at,
            stat("p95", "p95"),
            stat("rank", "PR(:0.2)"),
            stat("n", "SampleCount"),
            stat("total", "Sum"),
            {"Id": "slow", "Expression": "100 - rank"},
            {"Id": "filled", "Expression": "FILL(n, 0) / 10"},
        )
    )
    fast = 100 * sum(value <= 0.2 for value in raw) / len(raw)
    assert found["p95"] == [sorted(raw)[949]]
    assert found["rank"] == [pytest.approx(fast)]
    assert found["slow"] == [pytest.approx(100 - fast)]
    assert found["n"] == [1000]
    assert found["total"] == [pytest.approx(sum(raw))]
    assert 100 in found["filled"]
    assert found["filled"].count(0) == len(found["filled"]) - 1 >= 3


def test_standard_resolution_knows_no_seconds(cloudwatch_lab: CloudWatchLab) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    put(cloudwatch, at + timedelta(seconds=25), Value=1, StorageResolution=1)
    put(cloudwatch, at + timedelta(seconds=35), Value=2)
    (result,) = ask(cloudwatch, at, stat("m1", "Sum", 10), ScanBy="TimestampAscending")[
        "MetricDataResults"
    ]
    assert [(t.second, v) for t, v in zip(result["Timestamps"], result["Values"], strict=True)] == [
        (0, 2),
        (20, 1),
    ]


def test_get_metric_statistics_and_list_metrics(cloudwatch_lab: CloudWatchLab) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    put(cloudwatch, at, Values=[1, 3], Counts=[9, 1], Unit="Seconds")
    summary = {"SampleCount": 2, "Sum": 8, "Minimum": 4, "Maximum": 4}
    put(cloudwatch, at + timedelta(minutes=1), StatisticValues=summary, Unit="Seconds")
    answer = cloudwatch.get_metric_statistics(
        **METRIC,
        StartTime=at,
        EndTime=at + timedelta(minutes=2),
        Period=60,
        Statistics=["Average", "Maximum"],
    )
    first, second = answer["Datapoints"]
    assert (first["Average"], first["Maximum"], first["Unit"]) == (1.2, 3, "Seconds")
    assert (second["Average"], second["Maximum"]) == (4, 4)
    answer = cloudwatch.get_metric_statistics(
        **METRIC,
        StartTime=at,
        EndTime=at + timedelta(minutes=1),
        Period=60,
        ExtendedStatistics=["p90", "tm90"],
    )
    assert answer["Datapoints"][0]["ExtendedStatistics"] == {"p90": 1, "tm90": 1}
    assert cloudwatch.list_metrics(Namespace="Web")["Metrics"] == [METRIC]
    assert (
        cloudwatch.list_metrics(Dimensions=[{"Name": "Colour", "Value": "green"}])["Metrics"] == []
    )


def test_pages_follow_each_other(cloudwatch_lab: CloudWatchLab) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    for second in range(5):
        put(cloudwatch, at + timedelta(seconds=second), Value=second, StorageResolution=1)
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        StartTime=at,
        EndTime=at + timedelta(minutes=1),
        MetricDataQueries=[stat("m1", "Sum", 1)],
        ScanBy="TimestampAscending",
        MaxDatapoints=2,
    )
    results = [result for found in pages for result in found["MetricDataResults"]]
    assert [r["Values"] for r in results] == [[0, 1], [2, 3], [4]]
    assert [r["StatusCode"] for r in results] == ["PartialData", "PartialData", "Complete"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"Id": "e1", "Expression": "SEARCH('{AWS/ECS}', 'Sum')"}, "the lab cannot do SEARCH"),
        ({"Id": "e1", "Expression": "m1 +"}, "Error in expression 'e1'"),
        (stat("m1", "p200"), "p200 .* is not supported"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_not_empty(
    cloudwatch_lab: CloudWatchLab, query: dict[str, Any], says: str
) -> None:
    with pytest.raises(ClientError, match=says) as refused:
        ask(cloudwatch_lab.client("cloudwatch"), last_minute(), query)
    assert refused.value.response["Error"]["Code"] == "ValidationError"


def test_late_metrics_are_there_later(cloudwatch_lab: CloudWatchLab) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    put(cloudwatch, at, Value=1)
    cloudwatch_lab.fault(kind="metric-delay", namespace="Web", delay_seconds=3600)
    assert values(ask(cloudwatch, at, stat("m1", "Sum"))) == {"m1": []}
    cloudwatch_lab.clear_faults()
    assert values(ask(cloudwatch, at, stat("m1", "Sum"))) == {"m1": [1]}


def test_lost_metrics_never_come_and_some_lost_are_told_as_partial(
    cloudwatch_lab: CloudWatchLab,
) -> None:
    cloudwatch, at = cloudwatch_lab.client("cloudwatch"), last_minute()
    cloudwatch_lab.fault(kind="metric-loss", metric="Latency", percent=50)
    put(cloudwatch, at, Values=[1], Counts=[1000])
    cloudwatch_lab.clear_faults()
    cloudwatch_lab.fault(kind="metric-loss", metric="Latency")
    put(cloudwatch, at + timedelta(minutes=1), Value=1)
    cloudwatch_lab.clear_faults()
    (result,) = ask(cloudwatch, at, stat("m1", "SampleCount"))["MetricDataResults"]
    assert result["StatusCode"] == "PartialData"
    (kept,) = result["Values"]
    assert 400 < kept < 600


def test_a_reset_forgets_the_metrics(cloudwatch_lab: CloudWatchLab) -> None:
    cloudwatch = cloudwatch_lab.client("cloudwatch")
    put(cloudwatch, last_minute(), Value=1)
    assert len(cloudwatch.list_metrics()["Metrics"]) == 1
    reset = urllib.request.Request(f"{cloudwatch_lab.url}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset, timeout=10).close()
    assert cloudwatch.list_metrics()["Metrics"] == []
