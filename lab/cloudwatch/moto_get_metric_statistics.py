"""GetMetricStatistics reads the lab's store, extended statistics included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import (
    InvalidParameterCombination,
    InvalidParameterValue,
    ValidationError,
)
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from lab.cloudwatch import requests, statistics
from lab.cloudwatch.moto_times import moment, seconds
from lab.cloudwatch.queries import QueryError
from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from lab.cloudwatch.distribution import Distribution
    from lab.control import Control

_MOST_DATAPOINTS = 1440
_MINUTE_SECONDS = 60


def patch(control: Control) -> None:
    """Answer GetMetricStatistics from the store."""

    def get_metric_statistics(self: CloudWatchResponse) -> ActionResult:
        asked = self._get_params()
        names = [*(asked.get("Statistics") or ()), *(asked.get("ExtendedStatistics") or ())]
        if not names:
            raise InvalidParameterCombination(
                "Must specify either Statistics or ExtendedStatistics"
            )
        try:
            period = requests.check_period(asked.get("Period"), "Period")
            wanted = [requests.check_statistic(name, "Statistics") for name in names]
        except QueryError as error:
            raise ValidationError(str(error)) from None
        dimensions = {d["Name"]: d["Value"] for d in asked.get("Dimensions") or ()}
        key = metric_key(self.region, asked["Namespace"], asked["MetricName"], dimensions)
        reading = control.metrics.read(key, _times(asked, period), unit=asked.get("Unit"))
        unit = asked.get("Unit") or control.metrics.unit(key)
        return ActionResult(
            {
                "Label": asked["MetricName"],
                "Datapoints": [
                    {"Timestamp": moment(at), "Unit": unit, **_statistics(measured, wanted)}
                    for at, measured in sorted(reading.periods.items())
                ],
            }
        )

    CloudWatchResponse.get_metric_statistics = get_metric_statistics


def _times(asked: dict[str, Any], period: int) -> range:
    """Return the periods' first seconds: they count from the start, in whole minutes."""
    start, end = int(seconds(asked["StartTime"])), int(seconds(asked["EndTime"]))
    if start >= end:
        raise InvalidParameterValue(
            "The parameter StartTime must be less than the parameter EndTime."
        )
    times = range(start - start % min(period, _MINUTE_SECONDS), end, period)
    if len(times) > _MOST_DATAPOINTS:
        raise InvalidParameterCombination(
            f"You have requested up to {len(times)} datapoints, which exceeds the limit of "
            f"{_MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, "
            "or decreasing the time range."
        )
    return times


def _statistics(
    measured: Distribution, wanted: list[statistics.Statistic]
) -> dict[str, float | dict[str, float]]:
    found = {s.name: value for s in wanted if (value := s.of(measured)) is not None}
    simple: dict[str, Any] = {n: v for n, v in found.items() if n in statistics.SIMPLE}
    extended = {n: v for n, v in found.items() if n not in statistics.SIMPLE}
    return {**simple, "ExtendedStatistics": extended} if extended else simple
