"""StateReason and StateReasonData, in AWS's words."""

from __future__ import annotations

from typing import Any

import pytest

from lab.cloudwatch.alarms.model import (
    AlarmId,
    Condition,
    Datapoint,
    MetricAlarm,
    MissingData,
    State,
)
from lab.cloudwatch.alarms.reasons import reason, reason_data

# 25 November 2026, 10:00:00 UTC.
AT = 1_795_600_800


def points(*values: float | None) -> list[Datapoint]:
    return [Datapoint(AT + n * 60, value) for n, value in enumerate(values)]


def condition(**changes: Any) -> Condition:
    defaults: dict[str, Any] = {
        "comparison": "GreaterThanThreshold",
        "threshold": 5.0,
        "evaluation_periods": 3,
        "datapoints_to_alarm": 2,
    }
    return Condition(**{**defaults, **changes})


@pytest.mark.parametrize(
    ("values", "changes", "state", "says"),
    [
        (
            (0.0, 7.0, 9.0),
            {},
            State.ALARM,
            (
                "Threshold Crossed: 3 out of the last 3 datapoints [9.0 (25/11/26 10:02:00), "
                "7.0 (25/11/26 10:01:00), 0.0 (25/11/26 10:00:00)] were greater than the threshold "
                "(5.0) (minimum 2 datapoints for OK -> ALARM transition)."
            ),
        ),
        (
            (1.0,),
            {
                "comparison": "LessThanOrEqualToThreshold",
                "evaluation_periods": 1,
                "datapoints_to_alarm": 1,
            },
            State.OK,
            (
                "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (25/11/26 10:00:00)] was "
                "not less than or equal to the threshold (5.0) "
                "(minimum 1 datapoint for ALARM -> OK transition)."
            ),
        ),
        (
            (None, 1.0, None),
            {"missing_data": MissingData.BREACHING},
            State.ALARM,
            (
                "Threshold Crossed: 1 out of the last 3 datapoints [1.0 (25/11/26 10:01:00)] was "
                "greater than the threshold (5.0) and 2 missing datapoints were treated as "
                "[Breaching] (minimum 2 datapoints for OK -> ALARM transition)."
            ),
        ),
        (
            (None, None, None),
            {"missing_data": MissingData.NOT_BREACHING},
            State.OK,
            (
                "Threshold Crossed: no datapoints were received for 3 periods and 3 missing "
                "datapoints were treated as [NonBreaching]."
            ),
        ),
        (
            (None, None),
            {},
            State.INSUFFICIENT_DATA,
            "Insufficient Data: 3 datapoints were unknown.",
        ),
        (
            (None, 9.0, 9.0),
            {"datapoints_to_alarm": 1},
            State.INSUFFICIENT_DATA,
            "Insufficient Data: 1 datapoint was unknown.",
        ),
        (
            (1.0, 1.0, 1.0),
            {},
            State.OK,
            (
                "Threshold Crossed: 3 out of the last 3 datapoints [1.0 (25/11/26 10:02:00), "
                "1.0 (25/11/26 10:01:00), 1.0 (25/11/26 10:00:00)] were not greater than the "
                "threshold (5.0) (minimum 2 datapoints for ALARM -> OK transition)."
            ),
        ),
        (
            (1.0, 1.0, 1.0),
            {"datapoints_to_alarm": 3},
            State.OK,
            (
                "Threshold Crossed: 3 out of the last 3 datapoints [1.0 (25/11/26 10:02:00), "
                "1.0 (25/11/26 10:01:00), 1.0 (25/11/26 10:00:00)] were not greater than the "
                "threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition)."
            ),
        ),
    ],
)
def test_the_reason(
    values: tuple[float | None, ...], changes: dict[str, Any], state: State, says: str
) -> None:
    assert reason(points(*values), condition(**changes), state) == says


def test_the_data_of_a_reason() -> None:
    alarm = MetricAlarm(
        id=AlarmId("eu-west-1", "a"),
        arn="",
        state=State.OK,
        reason="",
        since=0,
        configured=0,
        queries=(),
        period_seconds=60,
        statistic="p95",
        condition=condition(),
        unit="Seconds",
    )
    measured = [Datapoint(AT, None), Datapoint(AT + 60, 7.5, 300)]
    assert reason_data(alarm, measured, AT + 120.25) == {
        "version": "1.0",
        "queryDate": "2026-11-25T10:02:00.250+0000",
        "startDate": "2026-11-25T10:01:00.000+0000",
        "unit": "Seconds",
        "statistic": "p95",
        "period": 60,
        "recentDatapoints": [7.5],
        "threshold": 5.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-11-25T10:01:00.000+0000", "sampleCount": 300, "value": 7.5}
        ],
    }
