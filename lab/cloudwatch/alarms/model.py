"""Alarms as the evaluation sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.cloudwatch.alarms.rule import Rule
    from lab.cloudwatch.queries import Query

UNCHECKED = "Unchecked: Initial alarm creation"


class State(StrEnum):
    """The states that an alarm can be in."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class MissingData(StrEnum):
    """What a period without data counts as."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


@dataclass(frozen=True)
class AlarmId:
    """What an alarm is found by."""

    region: str
    name: str


@dataclass(frozen=True)
class Condition:
    """When an alarm sounds: so many of so many data points compared with a threshold.

    Attributes:
        comparison: AWS's name of the comparison, such as GreaterThanThreshold.
        threshold: in the unit of the metric.
        evaluation_periods: N of AWS's "M out of N".
        datapoints_to_alarm: M of it.
        missing_data: what a period without data counts as.
        least_samples: percentiles of fewer values count as unknown; 0: of any number do.
    """

    comparison: str
    threshold: float
    evaluation_periods: int
    datapoints_to_alarm: int
    missing_data: MissingData = MissingData.MISSING
    least_samples: float = 0


@dataclass(frozen=True)
class Alarm:
    """What metric alarms and composite alarms share.

    Attributes:
        id: what it is found by.
        arn: its ARN.
        state: the state that it is in.
        reason: why, as DescribeAlarms says it.
        since: when it got into that state, in seconds since the epoch.
        configured: when somebody put it, in seconds since the epoch.
    """

    id: AlarmId
    arn: str
    state: State
    reason: str
    since: float
    configured: float


@dataclass(frozen=True)
class MetricAlarm(Alarm):
    """An alarm on a metric, or on metric math.

    Attributes:
        queries: what is watched; exactly one of them returns data.
        period_seconds: the length of one data point.
        statistic: the name for StateReasonData; empty for metric math.
        condition: when it sounds.
        unit: only measurements in it count; None: all.
    """

    queries: tuple[Query, ...]
    period_seconds: int
    statistic: str
    condition: Condition
    unit: str | None = None


@dataclass(frozen=True)
class Suppressor:
    """What keeps a composite alarm's actions back."""

    alarm: AlarmId
    wait_seconds: float
    extension_seconds: float


@dataclass(frozen=True)
class CompositeAlarm(Alarm):
    """An alarm on the states of other alarms."""

    rule: Rule
    suppressor: Suppressor | None = None


@dataclass(frozen=True)
class Datapoint:
    """One period of an alarm's evaluation range; `value` is None where data is missing."""

    at: int
    value: float | None
    samples: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What an evaluation says: the state that an alarm should be in, and why."""

    state: State
    reason: str
    reason_data: Mapping[str, Any] = field(default_factory=dict)
