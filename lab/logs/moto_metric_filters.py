"""Metric filters write metrics when events are put; moto only keeps the filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogsBackend, LogStream, logs_backends

from lab.cloudwatch.store import metric_key
from lab.logs.metric_filter import Event, Measured, MetricFilter, Transformation
from lab.logs.moto_filter_patterns import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lab.control import Control

_MS_PER_SECOND = 1000


def patch(control: Control) -> None:
    """Check metric filters, replace those put again, and apply them to what is put."""
    upstream = LogStream.put_log_events
    filters = _Filters()

    def put_metric_filter(
        self: LogsBackend,
        filter_name: str,
        filter_pattern: str,
        log_group_name: str,
        metric_transformations: list[dict[str, Any]],
    ) -> None:
        if log_group_name not in self.groups:
            raise ResourceNotFoundException
        _transformation(filter_pattern, metric_transformations[0])
        self.filters.delete_filter(filter_name, log_group_name)
        self.filters.add_filter(filter_name, filter_pattern, log_group_name, metric_transformations)

    def put_log_events(self: LogStream, log_events: list[dict[str, Any]]) -> str:
        token: str = upstream(self, log_events)
        events = [Event(e["timestamp"] / _MS_PER_SECOND, e["message"]) for e in log_events]
        backend = logs_backends[self.account_id][self.region]
        for kept in backend.filters.metric_filters:
            if kept["logGroupName"] == self.log_group.name:
                applied = filters.of(self.log_group.arn, kept)
                _write(control, self.region, applied.transformation, applied.measure(events))
        return token

    LogsBackend.put_metric_filter = put_metric_filter
    LogStream.put_log_events = put_log_events


class _Filters:
    """The metric filters in use, by log group and name: they remember their minutes."""

    def __init__(self) -> None:
        self._filters: dict[tuple[str, str], MetricFilter] = {}

    def of(self, group_arn: str, kept: Mapping[str, Any]) -> MetricFilter:
        """Return the filter that moto keeps under that name, as it is put now."""
        key = (group_arn, kept["filterName"])
        wanted = _transformation(kept["filterPattern"], kept["metricTransformations"][0])
        known = self._filters.get(key)
        if known is None or known.transformation != wanted:
            known = self._filters[key] = MetricFilter(wanted)
        return known


def _transformation(pattern: str, asked: Mapping[str, Any]) -> Transformation:
    default = asked.get("defaultValue")
    dimensions = asked.get("dimensions") or {}
    if default is not None and dimensions:
        raise InvalidParameterException(
            "Invalid metric transformation: dimensions and default value are mutually exclusive."
        )
    return Transformation(
        pattern=parsed(pattern),
        namespace=asked["metricNamespace"],
        name=asked["metricName"],
        value=str(asked["metricValue"]),
        default=None if default is None else float(default),
        dimensions=dimensions,
        unit=asked.get("unit") or "None",
    )


def _write(
    control: Control, region: str, wanted: Transformation, measured: Iterable[Measured]
) -> None:
    for one in measured:
        key = metric_key(region, wanted.namespace, wanted.name, one.dimensions)
        control.metrics.put(key, one.at, {one.value: 1}, unit=wanted.unit)
