"""Faults that are asked for by name show where an operator would see them."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lab.faults.kinds import MetricDelay, MetricLoss, Release, TargetFlap
from tests.lab.ecs.conftest import until
from tests.lab.rehearsal.conftest import load

if TYPE_CHECKING:
    from tests.lab.rehearsal.conftest import Rehearsal

KEY = "0123456789abcdef0123456789abcdef"


def _count(rehearsal: Rehearsal, since: datetime) -> float:
    return sum(rehearsal.query("RequestCount", "Sum", since=since).values())


def test_delayed_metrics_are_missing_until_they_arrive(rehearsal: Rehearsal) -> None:
    since = datetime.now(UTC).replace(microsecond=0)
    result = asyncio.run(load(rehearsal.plan(rate=50, seconds=2)))
    until(lambda: _count(rehearsal, since) == result.sent, "the requests are not counted")
    with rehearsal.client.fault(MetricDelay(namespace="AWS/ApplicationELB", delay_seconds=600)):
        assert rehearsal.query("RequestCount", "Sum", since=since) == {}
    assert _count(rehearsal, since) == result.sent


def test_a_lost_metric_is_missing_for_good_and_the_others_are_there(rehearsal: Rehearsal) -> None:
    since = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    with rehearsal.client.fault(MetricLoss(metric="RequestCount")):
        result = asyncio.run(load(rehearsal.plan(rate=50, seconds=4)))

        def timed() -> float:
            found = rehearsal.query("TargetResponseTime", "SampleCount", since=since)
            return sum(found.values())

        until(lambda: timed() > result.sent / 2, "no response times")
        assert rehearsal.query("RequestCount", "Sum", since=since) == {}


def test_a_flapping_group_loses_its_health_and_finds_it_again(rehearsal: Rehearsal) -> None:
    with rehearsal.client.fault(TargetFlap(target_group="/t/", period_seconds=3)):
        until(lambda: "unhealthy" in rehearsal.targets().values(), "no target fell ill", 60)
    # ECS replaces what its load balancer calls unhealthy, as on AWS.
    until(lambda: list(rehearsal.targets().values()) == ["healthy"] * 2, "no recovery", 60)


def test_a_bad_release_sounds_an_alarm_that_pages_and_is_resolved(rehearsal: Rehearsal) -> None:
    sns, cloudwatch = rehearsal.lab.client("sns"), rehearsal.lab.client("cloudwatch")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    endpoint = f"https://events.pagerduty.com/integration/{KEY}/enqueue"
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint=endpoint)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="web-platform@example.com")
    rehearsal.client.forget_received()
    dimensions = [{"Name": k, "Value": v} for k, v in rehearsal.dimensions.items()]

    def metric(name: str, id_: str) -> dict[str, object]:
        named = {
            "Namespace": "AWS/ApplicationELB",
            "MetricName": name,
            "Dimensions": dimensions,
        }
        stat = {"Metric": named, "Period": 10, "Stat": "Sum"}
        return {"Id": id_, "MetricStat": stat, "ReturnData": False}

    cloudwatch.put_metric_alarm(
        AlarmName="error-rate",
        ComparisonOperator="GreaterThanThreshold",
        Threshold=1.0,
        EvaluationPeriods=1,
        TreatMissingData="notBreaching",
        AlarmActions=[topic],
        OKActions=[topic],
        Metrics=[
            metric("RequestCount", "requests"),
            metric("HTTPCode_Target_5XX_Count", "errors"),
            {"Id": "rate", "Expression": "100 * FILL(errors, 0) / requests", "Label": "rate"},
        ],
    )

    def state() -> str:
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=["error-rate"])["MetricAlarms"]
        return str(alarm["StateValue"])

    async def under_load(wanted: str) -> None:
        running = asyncio.create_task(load(rehearsal.plan(rate=40, seconds=60)))
        await asyncio.to_thread(until, lambda: state() == wanted, f"never {wanted}", 50)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    since = datetime.now(UTC) - timedelta(seconds=1)
    with rehearsal.client.fault(Release(image_digest=rehearsal.digest, error_percent=20)):
        asyncio.run(under_load("ALARM"))
    errors = rehearsal.query("HTTPCode_Target_5XX_Count", "Sum", since=since)
    assert 0.1 < sum(errors.values()) / _count(rehearsal, since) < 0.4
    asyncio.run(under_load("OK"))

    def paged() -> bool:
        actions = [
            json.loads(one["body"]["Message"])["NewStateValue"]
            for one in rehearsal.client.received()
            if one["receiver"] == "pagerduty" and one["body"].get("Type") == "Notification"
        ]
        still_open = rehearsal.client.status()["parts"]["receivers"]["open_alerts"]
        # An OK may stand before them: the alarm's own beginning.
        return actions[-2:] == ["ALARM", "OK"] and not still_open

    until(paged, "not paged and resolved")
    assert {one["receiver"] for one in rehearsal.client.received()} == {"pagerduty", "email"}
