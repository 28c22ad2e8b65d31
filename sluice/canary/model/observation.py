"""What was seen of the world in one tick.

`sluice.canary.advance.needs` says which parts a tick looks at; the others are None. A part
that was asked for and could not be read is `Unread`: unknown, which is never good.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.canary.model.reasons import FailReason
from sluice.environment.descriptor import COLOURS
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.canary.model.actions import SetWeights
    from sluice.canary.model.counts import Counts, Gap, Period
    from sluice.canary.model.requests import Request
    from sluice.environment.descriptor import Colour


class Need(StrEnum):
    """One thing to look at; what it costs in API calls stands beside it."""

    WEIGHTS = "WEIGHTS"  # DescribeRules
    TEST_LISTENER = "TEST_LISTENER"  # DescribeListeners
    SERVICES = "SERVICES"  # DescribeServices, of both colours
    SCALING = "SCALING"  # DescribeScalableTargets, of both colours
    TARGETS = "TARGETS"  # DescribeTargetHealth, of the canary
    LIVE_TARGETS = "LIVE_TARGETS"  # DescribeTargetHealth, of the live colour
    TASK_DEFINITION = "TASK_DEFINITION"  # DescribeTaskDefinition, of the family's newest
    MIGRATION = "MIGRATION"  # ListTasks by startedBy, DescribeTasks
    SMOKE = "SMOKE"  # HTTP through the test listener
    METRICS = "METRICS"  # one GetMetricData
    HISTORY = "HISTORY"  # one GetMetricData: the live colour before the release
    ALARMS = "ALARMS"  # DescribeAlarms


@dataclass(frozen=True)
class Unread:
    """Something could not be read: throttled, refused, or no answer."""

    why: str


@dataclass(frozen=True)
class RuleWeights:
    """The rule as it is; `stickiness_seconds` is 0 where clients are not bound."""

    weights: SetWeights
    stickiness_seconds: int

    @property
    def live(self) -> Colour | None:
        """The colour that gets every request; None where both do, or neither."""
        serving = [colour for colour in COLOURS if self.weights.of(colour) > 0]
        return serving[0] if len(serving) == 1 else None


@dataclass(frozen=True)
class ServiceState:
    """One colour's ECS service.

    Attributes:
        stable: one deployment, completed, with `desired` tasks running.
        failed: the newest deployment was given up (circuit breaker), with ECS's own words
            in `why`.
    """

    task_definition_arn: str
    desired: int
    running: int
    stable: bool
    failed: bool = False
    why: str = ""


@dataclass(frozen=True)
class ScalingBounds:
    """Between how many tasks Application Auto Scaling keeps a colour."""

    min_count: int
    max_count: int


@dataclass(frozen=True)
class Targets:
    """One target group: how many targets are healthy, of how many that are not leaving."""

    healthy: int
    total: int


class MigrationState(StrEnum):
    """Where the one-off migration task is."""

    NOT_STARTED = "NOT_STARTED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True)
class Migration:
    """The migration task; `why` in its own or ECS's words where it failed."""

    state: MigrationState
    why: str = ""


@dataclass(frozen=True)
class SmokeCheck:
    """One request or flow through the test listener."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class MetricReading:
    """What CloudWatch says of the periods after the newest one known.

    Attributes:
        periods: complete ones, oldest first, without a hole; a period whose metrics may
            still come is not among them, nor any after it.
        now: AWS's time, in seconds since the epoch.
        overdue: why the next period is not among them although it should be; None where it
            is not due yet.
    """

    periods: tuple[Period, ...]
    now: float
    overdue: Gap | None = None


@dataclass(frozen=True)
class Alarm:
    """One alarm in state ALARM, by its name, and what a release does on it."""

    name: str
    reason: str
    on_release: OnRelease = OnRelease.HOLD
    fails_as: FailReason = FailReason.ALARM


@dataclass(frozen=True)
class Survey:
    """The environment as it is before a release begins."""

    weights: RuleWeights
    test_listener: Colour | None
    services: Mapping[Colour, ServiceState]
    scaling: Mapping[Colour, ScalingBounds]
    targets: Mapping[Colour, Targets]


@dataclass(frozen=True)
class Observation:
    """One tick's view of the world.

    Attributes:
        now: seconds since the epoch, by the driver's clock.
        request: what an operator asked for since the last tick.
        alarms: those in ALARM; empty means all are quiet, which INSUFFICIENT_DATA is, too.
    """

    now: float
    request: Request | None = None
    weights: RuleWeights | Unread | None = None
    test_listener: Colour | Unread | None = None
    services: Mapping[Colour, ServiceState] | Unread | None = None
    scaling: Mapping[Colour, ScalingBounds] | Unread | None = None
    targets: Targets | Unread | None = None
    live_targets: Targets | Unread | None = None
    task_definition_arn: str | Unread | None = None
    """Of the newest one tagged with the release; None where there is none."""
    migration: Migration | Unread | None = None
    smoke: tuple[SmokeCheck, ...] | Unread | None = None
    metrics: MetricReading | Unread | None = None
    history: tuple[Counts, ...] | Unread | None = None
    alarms: tuple[Alarm, ...] | Unread | None = None
    looked_at: frozenset[Need] = field(default_factory=frozenset)
