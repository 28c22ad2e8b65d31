"""The store of metrics in place of moto's: put, listed, forgotten; and an alarm's state set.

Moto keeps every single value as an object of its own, and its reset knows only its own models.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.exceptions import (
    InvalidFormat,
    InvalidParameterValue,
    ResourceNotFound,
    ValidationError,
)
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult
from moto.moto_api._internal.models import MotoAPIBackend

from lab.cloudwatch.alarms.model import State, Verdict
from lab.cloudwatch.distribution import Summary
from lab.cloudwatch.history import MINUTE_SECONDS
from lab.cloudwatch.moto_times import seconds
from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.cloudwatch.alarms.rounds import Rounds
    from lab.cloudwatch.store import MetricKey
    from lab.control import Control

_PAGE = 500


def patch(control: Control, rounds: Rounds) -> None:
    """Let PutMetricData, ListMetrics, SetAlarmState and the reset work on the lab's own."""
    _put_metric_data(control)
    _list_metrics(control)
    _reset(control)
    _set_alarm_state(rounds)


def _put_metric_data(control: Control) -> None:
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


def _list_metrics(control: Control) -> None:
    def list_metrics(self: CloudWatchResponse) -> ActionResult:
        parameters = self._get_params()
        found = sorted(
            (key for key in control.metrics.keys() if _fits(key, self.region, parameters)),  # noqa: SIM118 - no dict
            key=lambda key: (key.namespace, key.name, sorted(key.dimensions)),
        )
        token = parameters.get("NextToken") or "0"
        if not token.isdecimal() or int(token) > len(found):
            raise InvalidParameterValue("Request parameter NextToken is invalid")
        start = int(token)
        end = start + _PAGE
        return ActionResult(
            {
                "Metrics": [_metric(key) for key in found[start:end]],
                "NextToken": str(end) if end < len(found) else None,
            }
        )

    CloudWatchResponse.list_metrics = list_metrics


def _fits(key: MetricKey, region: str, parameters: Mapping[str, Any]) -> bool:
    dimensions = dict(key.dimensions)
    return (
        key.region == region
        and parameters.get("Namespace") in (None, key.namespace)
        and parameters.get("MetricName") in (None, key.name)
        and all(
            d["Name"] in dimensions and d.get("Value") in (None, dimensions[d["Name"]])
            for d in parameters.get("Dimensions") or ()
        )
    )


def _metric(key: MetricKey) -> dict[str, Any]:
    return {
        "Namespace": key.namespace,
        "MetricName": key.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in sorted(key.dimensions)],
    }


def _reset(control: Control) -> None:
    upstream = MotoAPIBackend.reset

    def reset(self: MotoAPIBackend) -> None:
        upstream(self)
        control.metrics.clear()

    MotoAPIBackend.reset = reset


def _set_alarm_state(rounds: Rounds) -> None:
    # It acts as a change of state does, until the next evaluation overwrites it.
    def set_alarm_state(
        self: CloudWatchBackend, alarm_name: str, reason: str, reason_data: str, state_value: str
    ) -> None:
        try:
            data = json.loads(reason_data or "{}")
        except ValueError:
            raise InvalidFormat("Unknown") from None
        if alarm_name not in self.alarms:
            raise ResourceNotFound
        if state_value not in list(State):
            raise ValidationError(
                "1 validation error detected: "
                f"Value '{state_value}' at 'stateValue' failed to satisfy constraint: "
                "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
            )
        rounds.set_state(self.alarms[alarm_name], Verdict(State(state_value), reason, data))

    CloudWatchBackend.set_alarm_state = set_alarm_state
