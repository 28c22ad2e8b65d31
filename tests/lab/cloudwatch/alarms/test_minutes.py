"""At which minute alarms sound and are over again, by a clock of the test's own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from lab.cloudwatch import requests
from lab.cloudwatch.alarms.evaluation import evaluate
from lab.cloudwatch.alarms.model import AlarmId, Condition, MetricAlarm, MissingData, State
from lab.cloudwatch.alarms.snapshot import least_samples
from lab.cloudwatch.alarms.times import SETTLE_SECONDS, evaluated_at
from lab.cloudwatch.store import MetricKey, MetricStore, metric_key

if TYPE_CHECKING:
    from collections.abc import Sequence

START = 60_000 * 3600
REGION = "eu-west-1"
OK, ALARM, INSUFFICIENT = State.OK, State.ALARM, State.INSUFFICIENT_DATA
# What each period measured: nothing, or values with counts by metric.
Measured = dict[str, dict[float, float]] | None


def key(name: str) -> MetricKey:
    return metric_key(REGION, "AWS/ApplicationELB", name)


def member(name: str, stat: str, period: int, id_: str = "m1", **more: Any) -> dict[str, Any]:
    metric = {"Namespace": "AWS/ApplicationELB", "MetricName": name}
    return {"Id": id_, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def alarm(
    members: Sequence[dict[str, Any]], period: int = 60, *, name: str = "", **condition: Any
) -> MetricAlarm:
    defaults: dict[str, Any] = {
        "comparison": "GreaterThanThreshold",
        "evaluation_periods": 3,
        "datapoints_to_alarm": 3,
        "missing_data": MissingData.NOT_BREACHING,
    }
    return MetricAlarm(
        id=AlarmId(REGION, name),
        arn="",
        state=INSUFFICIENT,
        reason="",
        since=0,
        configured=0,
        queries=tuple(requests.queries(REGION, members)),
        period_seconds=period,
        statistic="",
        condition=Condition(**{**defaults, **condition}),
    )


def history(
    watched: MetricAlarm, periods: Sequence[Measured], more: int = 8
) -> list[tuple[int, str]]:
    """Return after how many periods the alarm went into which state.

    Args:
        watched: the alarm.
        periods: what each period measured, the first one being period 1.
        more: how many silent periods follow.
    """
    store = MetricStore()
    changes = []
    length = watched.period_seconds
    for number in range(1, len(periods) + more + 1):
        measured = periods[number - 1] if number <= len(periods) else None
        for name, values in (measured or {}).items():
            store.put(key(name), START + (number - 1) * length + length // 2, values)
        now = START + number * length + SETTLE_SECONDS
        verdict = evaluate(watched, store.read, end=evaluated_at(length, now), now=now)
        assert verdict is not None
        if verdict.state is not watched.state:
            changes.append((number, str(verdict.state)))
            watched = dataclasses.replace(watched, state=verdict.state)
    return changes


def sums(*values: float | None) -> list[Measured]:
    return [None if value is None else {"RequestCount": {value: 1}} for value in values]


def requests_sum(**condition: Any) -> MetricAlarm:
    return alarm([member("RequestCount", "Sum", 60)], **{"threshold": 10, **condition})


N = None


@pytest.mark.parametrize(
    ("condition", "values", "changes"),
    [
        # 3 of 3: the third breaching minute sounds, the first good one ends it.
        ({}, (0, 20, 20, 20, 20, 0, 0), [(1, OK), (4, ALARM), (6, OK)]),
        # Two breaching minutes are not three.
        ({}, (0, 20, 20, 0, 20, 20, 0), [(1, OK)]),
        # 2 of 3: not in a row, and over when only one of three breaches.
        ({"datapoints_to_alarm": 2}, (0, 20, 0, 20, 0, 0, 0), [(1, OK), (4, ALARM), (5, OK)]),
        # 1 of 3 stays for as long as one of the three breaches.
        ({"datapoints_to_alarm": 1}, (0, 20, 0, 0, 0, 0), [(1, OK), (2, ALARM), (5, OK)]),
        # A gap is bridged by older data: 20 20 - 20 are three that breach.
        ({}, (0, 20, 20, N, 20, 0), [(1, OK), (5, ALARM), (6, OK)]),
        # notBreaching: silence ends an alarm when fewer than three breaching minutes are left
        # among the five that are looked at.
        ({}, (0, 20, 20, 20, N, N, N, N), [(1, OK), (4, ALARM), (7, OK)]),
        # missing: silence says nothing until all five are silent.
        (
            {"missing_data": MissingData.MISSING},
            (0, 20, 20, 20, N, N, N, N, N),
            [(1, OK), (4, ALARM), (9, INSUFFICIENT)],
        ),
        # ignore: silence keeps the alarm for ever.
        ({"missing_data": MissingData.IGNORE}, (0, 20, 20, 20), [(1, OK), (4, ALARM)]),
        # breaching: silence sounds when no good minute is left to count.
        (
            {"missing_data": MissingData.BREACHING},
            (0, 0, 0, N, N, N, N),
            [(1, OK), (8, ALARM)],
        ),
        # breaching, and nothing ever measured: at once.
        ({"missing_data": MissingData.BREACHING}, (N,), [(1, ALARM)]),
        # missing, and nothing ever measured: it stays in INSUFFICIENT_DATA.
        ({"missing_data": MissingData.MISSING}, (N, N), []),
        # missing: a lone breaching minute sounds once it is as old as three, not before.
        (
            {"missing_data": MissingData.MISSING},
            (N, 20, N, N, N, N, N),
            [(4, ALARM), (7, INSUFFICIENT)],
        ),
        # 1 of 1 sounds with its first minute, and is over with the first good one.
        (
            {"evaluation_periods": 1, "datapoints_to_alarm": 1},
            (0, 20, 0),
            [(1, OK), (2, ALARM), (3, OK)],
        ),
        # 1 of 1, then silence: the last data point is looked at again while it is in range.
        (
            {"evaluation_periods": 1, "datapoints_to_alarm": 1},
            (0, 20),
            [(1, OK), (2, ALARM), (5, OK)],
        ),
        # Less than, and breaching silence: the last task is gone.
        (
            {
                "comparison": "LessThanThreshold",
                "threshold": 2,
                "missing_data": MissingData.BREACHING,
            },
            (2, 1, 1, 1, 2),
            [(1, OK), (4, ALARM), (5, OK), (10, ALARM)],
        ),
    ],
)
def test_of_a_metric(
    condition: dict[str, Any], values: tuple[float | None, ...], changes: list[tuple[int, str]]
) -> None:
    assert history(requests_sum(**condition), sums(*values)) == changes


@pytest.mark.parametrize(
    ("samples", "changes"),
    [
        # Enough values a minute for a p95.
        (200, [(1, OK), (3, ALARM), (5, OK)]),
        # One too few: the state stays what it was before.
        (199, [(1, OK)]),
    ],
)
def test_a_percentile_of_too_few_samples_is_ignored(
    samples: int, changes: list[tuple[int, str]]
) -> None:
    watched = alarm(
        [member("TargetResponseTime", "p95", 60)],
        threshold=0.5,
        evaluation_periods=2,
        datapoints_to_alarm=2,
        least_samples=least_samples("p95"),
    )
    good: Measured = {"TargetResponseTime": {0.1: 1000}}
    slow: Measured = {"TargetResponseTime": {0.1: samples - 20, 0.9: 20}}
    assert history(watched, [good, slow, slow, slow, good]) == changes


def error_rate() -> MetricAlarm:
    """Return the error-rate alarm of our stacks: more than 1 percent for three minutes."""
    expressions = {
        "errors": "FILL(targets_5xx, 0) + FILL(balancer_5xx, 0)",
        "served": "FILL(requests, 0)",
        "total": "IF(errors > served, errors, served)",
        "error_rate_percent": "IF(total > 0, 100 * errors / total, 0)",
    }
    return alarm(
        [
            member("RequestCount", "Sum", 60, "requests", ReturnData=False),
            member("HTTPCode_Target_5XX_Count", "Sum", 60, "targets_5xx", ReturnData=False),
            member("TargetConnectionErrorCount", "Sum", 60, "balancer_5xx", ReturnData=False),
            *(
                {"Id": id_, "Expression": text, "ReturnData": id_ == "error_rate_percent"}
                for id_, text in expressions.items()
            ),
        ],
        threshold=1,
    )


def minute(requests_: int, errors: int = 0, refused: int = 0) -> Measured:
    return {
        name: {count: 1}
        for name, count in (
            ("RequestCount", requests_),
            ("HTTPCode_Target_5XX_Count", errors),
            ("TargetConnectionErrorCount", refused),
        )
        if count
    }


@pytest.mark.parametrize(
    ("periods", "changes"),
    [
        # Exactly 1 percent is not more than 1 percent.
        ([minute(100, 1)] * 5, [(1, OK)]),
        ([minute(100), *[minute(100, 2)] * 4, minute(100)], [(1, OK), (4, ALARM), (6, OK)]),
        # Silence is a rate of 0: an alarm is over in the first silent minute.
        ([minute(100), *[minute(100, 2)] * 3, None], [(1, OK), (4, ALARM), (5, OK)]),
        # All targets gone: errors without requests.
        ([minute(100), *[minute(0, 0, 50)] * 3, minute(9)], [(1, OK), (4, ALARM), (5, OK)]),
    ],
)
def test_the_error_rate_of_our_stacks(
    periods: list[Measured], changes: list[tuple[int, str]]
) -> None:
    assert history(error_rate(), periods) == changes


def test_periods_of_ten_seconds_sound_within_half_a_minute() -> None:
    watched = alarm([member("RequestCount", "Sum", 10)], 10, threshold=10)
    assert history(watched, sums(0, 20, 20, 20, 0)) == [(1, OK), (4, ALARM), (5, OK)]


def test_periods_of_five_minutes_are_looked_back_on_every_minute() -> None:
    store = MetricStore()
    watched = alarm(
        [member("RequestCount", "Sum", 300)],
        300,
        threshold=10,
        evaluation_periods=1,
        datapoints_to_alarm=1,
    )
    # 6 in minute 4 and 6 in minute 7: no fixed five minutes hold both, a moving window does.
    for number in (4, 7):
        store.put(key("RequestCount"), START + (number - 1) * 60, {6: 1})
    states = []
    for number in range(1, 12):
        now = START + number * 60 + SETTLE_SECONDS
        verdict = evaluate(watched, store.read, end=evaluated_at(300, now), now=now)
        assert verdict is not None
        states.append(verdict.state)
    assert [n for n, state in enumerate(states, 1) if state is ALARM] == [7, 8]


@pytest.mark.parametrize(
    ("period", "now", "end"),
    [
        (60, START + 61.9, START),
        (60, START + 62, START + 60),
        (300, START + 62, START + 60),
        (10, START + 11, START),
        (10, START + 12.5, START + 10),
        (30, START + 12.5, START + 10),
    ],
)
def test_when_an_evaluation_is_due(period: int, now: float, end: int) -> None:
    assert evaluated_at(period, now) == end
