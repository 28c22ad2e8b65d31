"""CloudWatch: metrics of the simulated traffic, and alarms.

A period's metrics can be read some time after its end; see `simulator.versions.Metrics` for
what can be wrong with them.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from simulator.aws.client import Client, refused
from simulator.aws.series import ABSENT, value_of
from simulator.versions import MetricFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulator.aws.account import Environment

_LATE_SECONDS = 3600
_MOST_QUERIES = 500


class CloudWatch(Client):
    """boto3's `cloudwatch`."""

    service = "cloudwatch"

    def get_metric_data(self, **request: Any) -> dict[str, Any]:
        """Return what can be read of each query's series, newest first unless asked otherwise."""

        def answer() -> dict[str, Any]:
            queries = request["MetricDataQueries"]
            if len(queries) > _MOST_QUERIES:
                message = f"The collection must have at most {_MOST_QUERIES} members"
                raise refused("ValidationError", message, "GetMetricData")
            ascending = request.get("ScanBy") == "TimestampAscending"
            start, end = _epoch(request["StartTime"]), _epoch(request["EndTime"])
            results = [self._series(query, start, end, ascending=ascending) for query in queries]
            return {"MetricDataResults": results, "Messages": []}

        return self._read("GetMetricData", answer)

    def describe_alarms(self, **request: Any) -> dict[str, Any]:
        """Describe alarms by name, type and state."""

        def answer() -> dict[str, Any]:
            names = request.get("AlarmNames") or sorted(self._account.environment_of_alarm)
            since = self._in_alarm(names)
            metric: list[dict[str, Any]] = []
            composite: list[dict[str, Any]] = []
            for name in names:
                if name not in self._account.environment_of_alarm:
                    continue
                state = "ALARM" if name in since else "OK"
                if request.get("StateValue", state) != state:
                    continue
                changed = datetime.fromtimestamp(
                    since.get(name, self._account.started_at - 86400), UTC
                )
                described = {
                    "AlarmName": name,
                    "StateValue": state,
                    "StateReason": f"{name} is {state}",
                    "StateUpdatedTimestamp": changed,
                    "StateTransitionedTimestamp": changed,
                }
                (composite if name.endswith("roll-back") else metric).append(described)
            # Without a type only metric alarms are told: AWS's own trap.
            types = request.get("AlarmTypes", ["MetricAlarm"])
            return {
                "MetricAlarms": metric if "MetricAlarm" in types else [],
                "CompositeAlarms": composite if "CompositeAlarm" in types else [],
            }

        return self._read("DescribeAlarms", answer)

    def _in_alarm(self, names: Sequence[str]) -> dict[str, float]:
        """Return since when each of these alarms that is in ALARM is."""
        passed = self._account.clock.now() - self._account.started_at
        return {
            alarm.name: self._account.started_at + alarm.begins
            for name in names
            if (site := self._account.environment_of_alarm.get(name)) is not None
            for alarm in site.surroundings.alarms
            if alarm.name == name and alarm.begins <= passed < alarm.ends
        }

    def _series(
        self, query: dict[str, Any], start: float, end: float, *, ascending: bool
    ) -> dict[str, Any]:
        stat = query["MetricStat"]
        metric = stat["Metric"]
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        group = dimensions.get("TargetGroup")
        if group is not None:
            site, colour = self._account.environment_of_group[group]
        else:
            site, colour = self._account.environment_of_balancer[dimensions["LoadBalancer"]], ""
        seconds = stat["Period"]
        timestamps: list[datetime] = []
        values: list[float] = []
        complete = True
        now = self._account.clock.now()
        for period in range(math.ceil(start / seconds) * seconds, math.ceil(end), seconds):
            fault = _fault(site, period, since=self._account.started_at)
            delay = site.surroundings.metrics.delay_seconds
            delay += _LATE_SECONDS if fault is MetricFault.LATE else 0
            if fault is MetricFault.ABSENT or now < period + seconds + delay:
                continue
            complete = complete and fault is not MetricFault.PARTIAL
            served = site.traffic.served(period, seconds)
            value = value_of(metric["MetricName"], stat["Stat"], served, colour, fault)
            if value is not ABSENT:
                timestamps.append(datetime.fromtimestamp(period, UTC))
                values.append(value)
        if not ascending:
            timestamps.reverse()
            values.reverse()
        return {
            "Id": query["Id"],
            "Label": query.get("Label", metric["MetricName"]),
            "Timestamps": timestamps,
            "Values": values,
            "StatusCode": "Complete" if complete else "PartialData",
        }


def _epoch(when: datetime | float) -> float:
    return when.timestamp() if isinstance(when, datetime) else float(when)


def _fault(site: Environment, period: int, *, since: float) -> MetricFault | None:
    metrics = site.surroundings.metrics
    if metrics.fault is None or period < since + metrics.from_seconds:
        return None
    if metrics.probability < 1:
        random = Random(f"{site.seed}/{site.name}/metrics/{period}")  # noqa: S311 - a simulation
        if random.random() >= metrics.probability:
            return None
    return metrics.fault
