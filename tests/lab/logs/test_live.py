"""Log filters through boto3, against a real lab."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.emulators import _clients, _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GROUP = "/ecs/web"


@pytest.fixture(scope="module")
def _url() -> Iterator[str]:
    yield from _emulator("--parts", "cloudwatch")


@pytest.fixture
def aws(_url: str) -> Callable[..., Any]:
    client = _clients(_url)
    logs = client("logs")
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="blue")
    return client


def write(logs: Any, *messages: str) -> None:
    now = round(time.time() * 1000)
    logs.put_log_events(
        logGroupName=GROUP,
        logStreamName="blue",
        logEvents=[{"timestamp": now, "message": message} for message in messages],
    )


def put_filter(logs: Any, pattern: str, **transformation: Any) -> None:
    defaults = {"metricName": "Errors", "metricNamespace": "Web", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName=GROUP,
        filterName="errors",
        filterPattern=pattern,
        metricTransformations=[{**defaults, **transformation}],
    )


def total(cloudwatch: Any, **metric: Any) -> float | None:
    now = datetime.now(UTC)
    points = cloudwatch.get_metric_statistics(
        Namespace="Web",
        MetricName="Errors",
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
        **metric,
    )["Datapoints"]
    return sum(point["Sum"] for point in points) if points else None


def test_filter_log_events_returns_what_matches(aws: Callable[..., Any]) -> None:
    logs = aws("logs")
    write(logs, '{"status": 500, "path": "/items"}', '{"status": 200}', "no JSON")
    found = logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.status >= 500 }")
    assert [e["message"] for e in found["events"]] == ['{"status": 500, "path": "/items"}']
    everything = logs.filter_log_events(logGroupName=GROUP)["events"]
    assert len(everything) == 3


def test_what_is_no_pattern_is_refused(aws: Callable[..., Any]) -> None:
    logs = aws("logs")
    with pytest.raises(ClientError, match="Invalid filter pattern") as refused:
        logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.status >= }")
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    with pytest.raises(ClientError, match="Invalid filter pattern"):
        put_filter(logs, "{ $.status >= }")


def test_a_metric_filter_writes_its_metric_when_events_are_put(aws: Callable[..., Any]) -> None:
    logs, cloudwatch = aws("logs"), aws("cloudwatch")
    put_filter(logs, "ERROR")
    write(logs, "ERROR one", "INFO", "ERROR two")
    assert total(cloudwatch) == 2


def test_a_filter_put_again_replaces_the_one_of_its_name(aws: Callable[..., Any]) -> None:
    logs, cloudwatch = aws("logs"), aws("cloudwatch")
    put_filter(logs, "ERROR")
    put_filter(logs, "{ $.ms = * }", metricValue="$.ms", dimensions={"Path": "$.path"})
    write(logs, "ERROR", '{"ms": 40, "path": "/items"}')
    assert total(cloudwatch) is None
    assert total(cloudwatch, Dimensions=[{"Name": "Path", "Value": "/items"}]) == 40
    (kept,) = logs.describe_metric_filters(logGroupName=GROUP)["metricFilters"]
    assert kept["filterPattern"] == "{ $.ms = * }"


def test_a_deleted_filter_writes_nothing(aws: Callable[..., Any]) -> None:
    logs, cloudwatch = aws("logs"), aws("cloudwatch")
    put_filter(logs, "ERROR", defaultValue=0)
    write(logs, "INFO")
    assert total(cloudwatch) == 0
    logs.delete_metric_filter(logGroupName=GROUP, filterName="errors")
    write(logs, "ERROR")
    assert total(cloudwatch) == 0


def test_a_filter_needs_its_log_group_and_no_default_beside_dimensions(
    aws: Callable[..., Any],
) -> None:
    logs = aws("logs")
    with pytest.raises(ClientError, match="mutually exclusive"):
        put_filter(logs, "{ $.ms = * }", defaultValue=0, dimensions={"Path": "$.path"})
    logs.delete_log_group(logGroupName=GROUP)
    with pytest.raises(ClientError, match="log group does not exist"):
        put_filter(logs, "ERROR")
