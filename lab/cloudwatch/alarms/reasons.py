"""Says why an alarm is in its state, in AWS's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lab.cloudwatch.alarms.model import Condition, Datapoint, MissingData, State
from lab.cloudwatch.alarms.verdict import evaluated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cloudwatch.alarms.model import MetricAlarm

_COMPARED = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


def iso(seconds: float) -> str:
    """Return a time as alarms write it: 2026-11-25T10:00:00.000+0000."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"


def reason(datapoints: Sequence[Datapoint], condition: Condition, state: State) -> str:
    """Return StateReason.

    Args:
        datapoints: the evaluation range, oldest first.
        condition: when the alarm sounds.
        state: what the evaluation said.
    """
    used = evaluated(datapoints, condition)
    periods = condition.evaluation_periods
    missing = periods - len(used)
    if state is State.INSUFFICIENT_DATA:
        unknown = "datapoint was" if missing == 1 else "datapoints were"
        return f"Insufficient Data: {missing} {unknown} unknown."
    treated = f"treated as [{_treated(condition)}]"
    if not used:
        return (
            f"Threshold Crossed: no datapoints were received for {_count(periods, 'period')} "
            f"and {_count(periods, 'missing datapoint')} {_were(periods)} {treated}."
        )
    listed = ", ".join(
        f"{point.value} ({datetime.fromtimestamp(point.at, UTC):%d/%m/%y %H:%M:%S})"
        for point in reversed(used)
    )
    compared = _COMPARED[condition.comparison]
    negated = "" if state is State.ALARM else "not "
    filled = ""
    if missing and _treated(condition):
        filled = f" and {_count(missing, 'missing datapoint')} {_were(missing)} {treated}"
    return (
        f"Threshold Crossed: {len(used)} out of the last {periods} datapoints [{listed}] "
        f"{_were(len(used))} {negated}{compared} the threshold ({condition.threshold}){filled} "
        f"(minimum {_minimum(condition, state)} transition)."
    )


def _minimum(condition: Condition, state: State) -> str:
    """Return how many data points it takes to get into a state from its opposite."""
    to_alarm = condition.datapoints_to_alarm
    if state is State.ALARM:
        return f"{_count(to_alarm, 'datapoint')} for OK -> ALARM"
    to_ok = condition.evaluation_periods - to_alarm + 1
    return f"{_count(to_ok, 'datapoint')} for ALARM -> OK"


def _treated(condition: Condition) -> str:
    if condition.missing_data is MissingData.BREACHING:
        return "Breaching"
    return "NonBreaching" if condition.missing_data is MissingData.NOT_BREACHING else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def reason_data(alarm: MetricAlarm, datapoints: Sequence[Datapoint], now: float) -> dict[str, Any]:
    """Return StateReasonData, before it is made JSON; `now` in seconds since the epoch."""
    used = evaluated(datapoints, alarm.condition)
    data: dict[str, Any] = {"version": "1.0", "queryDate": iso(now)}
    if used:
        data["startDate"] = iso(used[0].at)
    if alarm.unit:
        data["unit"] = alarm.unit
    if alarm.statistic:
        data["statistic"] = alarm.statistic
    return {
        **data,
        "period": alarm.period_seconds,
        "recentDatapoints": [point.value for point in used],
        "threshold": alarm.condition.threshold,
        "evaluatedDatapoints": [
            {
                "timestamp": iso(point.at),
                **({} if point.samples is None else {"sampleCount": point.samples}),
                "value": point.value,
            }
            for point in reversed(used)
        ],
    }
