"""How the versions of the simulated service behave, and how fast simulated AWS is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Version:
    """What an image does once it runs.

    Attributes:
        error_rate: fraction of its answers that are 5XX.
        slow_rate: fraction of its answers that are above the latency limit.
        crash_loops: its tasks stop again while they start.
        never_healthy: its tasks run, and no health check of theirs succeeds.
        migration_fails: its migration ends with exit code 1.
        migration_hangs: its migration never ends.
    """

    error_rate: float = 0.001
    slow_rate: float = 0.01
    crash_loops: bool = False
    never_healthy: bool = False
    migration_fails: bool = False
    migration_hangs: bool = False


class MetricFault(StrEnum):
    """What is wrong with the metrics of a period."""

    ABSENT = "ABSENT"
    """Nothing ever arrives."""
    NAN = "NAN"
    """Response times are not a number."""
    PARTIAL = "PARTIAL"
    """CloudWatch says that it answered with part of the data."""
    LATE = "LATE"
    """They arrive an hour late."""
    NO_COUNT = "NO_COUNT"
    """The response times of a group are there, its count of requests is not."""
    NO_TIMES = "NO_TIMES"
    """The count of requests of a group is there, its response times are not."""


@dataclass(frozen=True)
class Metrics:
    """How CloudWatch is.

    Attributes:
        delay_seconds: from a period's end until its metrics can be read.
        fault: what is wrong with a period that is hit.
        from_seconds: since the simulation's start; earlier periods are not hit.
        probability: that a period is hit.
    """

    delay_seconds: float = 30
    fault: MetricFault | None = None
    from_seconds: float = 0
    probability: float = 1


@dataclass(frozen=True)
class Pace:
    """How long AWS takes for things, in seconds.

    Attributes:
        weights_in_force: from ModifyRule's answer until the load balancer follows.
        weights_readable: from ModifyRule's answer until DescribeRules tells the new ones.
        task_start: from the wish for a task until it runs.
        target_healthy: from running until the load balancer takes it for healthy.
        task_retry: from a crash until the next try.
        scaling: from RegisterScalableTarget until Application Auto Scaling acts on it.
        migration: how long a migration runs.
        tasks_listed: from RunTask until ListTasks tells of the task.
    """

    weights_in_force: float = 4
    weights_readable: float = 0
    task_start: float = 15
    target_healthy: float = 15
    task_retry: float = 10
    scaling: float = 8
    migration: float = 20
    tasks_listed: float = 0


@dataclass(frozen=True)
class AlarmPeriod:
    """An alarm that is in state ALARM for a while; seconds since the simulation's start."""

    name: str
    begins: float
    ends: float = float("inf")


@dataclass(frozen=True)
class ForeignWrite:
    """Somebody else sets the rule's weights; seconds since the simulation's start."""

    at: float
    blue: int
    green: int


@dataclass(frozen=True)
class Surroundings:
    """Everything about the simulated world that is not the driver."""

    new: Version = field(default_factory=Version)
    live: Version = field(default_factory=Version)
    metrics: Metrics = field(default_factory=Metrics)
    pace: Pace = field(default_factory=Pace)
    requests_per_minute: float = 600
    history_seconds: float = 3 * 3600
    """How long the live version has served before the simulation begins."""
    alarms: tuple[AlarmPeriod, ...] = ()
    foreign_writes: tuple[ForeignWrite, ...] = ()
