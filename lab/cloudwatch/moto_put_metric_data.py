"""PutMetricData fills the lab's store.

Moto keeps every single value as an object of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend

from lab.cloudwatch.distribution import Summary
from lab.cloudwatch.history import MINUTE_SECONDS
from lab.cloudwatch.moto_times import seconds
from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.control import Control


def close(control: Control) -> None:
    """Put metric data into the store."""

    def put_metric_data(
        self: CloudWatchBackend, namespace: str, metric_data: list[dict[str, Any]]
    ) -> None:
        for number, datum in enumerate(metric_data, 1):
            self._validate_parameters_put_metric_data(datum, number)
        for datum in metric_data:
            _put(control, self.region_name, namespace, datum)

    CloudWatchBackend.put_metric_data = put_metric_data


def _put(control: Control, region: str, namespace: str, datum: Mapping[str, Any]) -> None:
    dimensions = {d["Name"]: d["Value"] for d in datum.get("Dimensions") or ()}
    key = metric_key(region, namespace, datum["MetricName"], dimensions)
    unit = datum.get("Unit") or "None"
    stamp = datum.get("Timestamp")
    at = seconds(stamp) if stamp else control.clock.now()
    # Standard resolution, the default, knows no seconds.
    if datum.get("StorageResolution") != 1:
        at -= at % MINUTE_SECONDS
    if summary := datum.get("StatisticValues"):
        names = ("SampleCount", "Sum", "Minimum", "Maximum")
        control.metrics.put_summary(
            key, at, Summary(*(float(summary[name]) for name in names)), unit=unit
        )
        return
    values = datum.get("Values") or [datum.get("Value", 0)]
    counts = datum.get("Counts") or [1] * len(values)
    counted: dict[float, float] = {}
    for value, count in zip(values, counts, strict=True):
        counted[float(value)] = counted.get(float(value), 0) + float(count)
    control.metrics.put(key, at, counted, unit=unit)
