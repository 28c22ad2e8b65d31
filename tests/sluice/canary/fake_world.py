"""A world of two ECS services behind one rule, on a clock that only `sleep` moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sluice.canary.model.actions import (
    Action,
    Alert,
    PointTestListener,
    RegisterTaskDefinition,
    RunMigration,
    SetScalingBounds,
    SetWeights,
    UpdateService,
)
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.observation import (
    Alarm,
    MetricReading,
    Migration,
    MigrationState,
    Need,
    Observation,
    RuleWeights,
    ScalingBounds,
    ServiceState,
    SmokeCheck,
    Targets,
    Unread,
)
from sluice.canary.ports.world import ActionFailed
from sluice.canary.weights import percent_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sluice.canary.model.release import Release
    from sluice.environment.descriptor import Colour

OLD, NEW, OLDER = "task:7", "task:8", "task:6"
T0 = 1_800_000_000.0


class FakeClock:
    def __init__(self, now: float = T0) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += max(0.0, seconds)


@dataclass
class FakeService:
    task_definition_arn: str
    desired: int
    running: int
    ready_at: float = 0.0
    failed: bool = False


@dataclass
class FakeWorld:
    clock: FakeClock
    start_seconds: float = 20.0
    requests: int = 600
    errors: dict[str, float] = field(default_factory=dict)
    """Share of failing requests by task definition."""
    crashes: set[str] = field(default_factory=set)
    migration_ends: MigrationState = MigrationState.SUCCEEDED
    smoke_ok: bool = True
    unread: set[Need] = field(default_factory=set)
    metrics_gap: Gap | None = None
    alarms: tuple[Alarm, ...] = ()
    lose: int = 0
    """So many of the next answers are lost, after the action took effect."""
    refuse: int = 0
    """So many of the next actions are refused."""
    aws_ahead: float = 0.0

    def __post_init__(self) -> None:
        self.weights = SetWeights(blue=100, green=0)
        self.weight_log = [(0.0, self.weights)]
        self.services: dict[Colour, FakeService] = {
            "blue": FakeService(OLD, 2, 2),
            "green": FakeService(OLDER, 0, 0),
        }
        self.scaling: dict[Colour, ScalingBounds] = {
            "blue": ScalingBounds(2, 4),
            "green": ScalingBounds(0, 4),
        }
        self.unhealthy: dict[Colour, int] = {"blue": 0, "green": 0}
        self.test_listener: Colour = "blue"
        self.registered: str | None = None
        self.migration: Migration = Migration(MigrationState.NOT_STARTED)
        self.performed: list[Action] = []
        self.alerts: list[Alert] = []
        self.reads: list[tuple[float, Need]] = []

    @property
    def changes(self) -> list[str]:
        return [action.kind for action in self.performed]

    def move_weights(self, blue: int, green: int) -> None:
        self.weights = SetWeights(blue=blue, green=green)
        self.weight_log.append((self.clock.now(), self.weights))

    def perform(self, _release: Release, action: Action) -> None:
        if isinstance(action, Alert):
            self.alerts.append(action)
            return
        self.performed.append(action)
        if self.refuse:
            self.refuse -= 1
            raise ActionFailed("refused")
        self._apply(action)
        if self.lose:
            self.lose -= 1
            raise ActionFailed("no answer")

    def _apply(self, action: Action) -> None:
        now = self.clock.now()
        match action:
            case RegisterTaskDefinition():
                self.registered = NEW
            case RunMigration():
                self.migration = Migration(MigrationState.RUNNING)
                self._migrated_at = now + 5
            case SetScalingBounds():
                self.scaling[action.colour] = ScalingBounds(action.min_count, action.max_count)
            case UpdateService():
                service = self.services[action.colour]
                service.desired = action.desired_count
                service.task_definition_arn = (
                    action.task_definition_arn or service.task_definition_arn
                )
                service.ready_at = now + self.start_seconds
            case PointTestListener():
                self.test_listener = action.colour
            case SetWeights():
                self.move_weights(action.blue, action.green)
            case Alert():
                pass

    def _service(self, colour: Colour) -> ServiceState:
        service = self.services[colour]
        crashes = service.task_definition_arn in self.crashes
        settled = self.clock.now() >= service.ready_at
        if settled and not crashes:
            service.running = service.desired
        gave_up = crashes and settled and service.desired > 0
        stable = settled and not crashes
        return ServiceState(
            service.task_definition_arn,
            service.desired,
            service.running,
            stable,
            gave_up,
            "the circuit breaker gave up" if gave_up else "",
        )

    def healthy(self, colour: Colour) -> Targets:
        running = self._service(colour).running
        return Targets(max(0, running - self.unhealthy[colour]), running)

    def observe(self, release: Release, needs: AbstractSet[Need], now: float) -> Observation:
        self.reads += [(now, need) for need in sorted(needs)]
        parts: dict[str, Any] = {
            _FIELD[need]: (
                Unread("ThrottlingException")
                if need in self.unread
                else self._part(need, release, now)
            )
            for need in needs
        }
        return Observation(now=now, looked_at=frozenset(needs), **parts)

    def _part(self, need: Need, release: Release, now: float) -> Any:
        if self.migration.state is MigrationState.RUNNING and now >= self._migrated_at:
            self.migration = Migration(self.migration_ends, "exit code 1")
        return {
            Need.WEIGHTS: lambda: RuleWeights(self.weights, 0),
            Need.TEST_LISTENER: lambda: self.test_listener,
            Need.SERVICES: lambda: {colour: self._service(colour) for colour in self.services},
            Need.SCALING: lambda: dict(self.scaling),
            Need.TARGETS: lambda: self.healthy(release.canary),
            Need.LIVE_TARGETS: lambda: self.healthy(release.live),
            Need.TASK_DEFINITION: lambda: self.registered,
            Need.MIGRATION: lambda: self.migration,
            Need.SMOKE: lambda: (SmokeCheck("healthz", self.smoke_ok, "an answer"),),
            Need.METRICS: lambda: self.read_metrics(release),
            Need.HISTORY: lambda: (Counts(requests=600, errors=0, slow=0),) * 30,
            Need.ALARMS: lambda: self.alarms,
        }[need]()

    def read_metrics(self, release: Release) -> MetricReading:
        now = self.clock.now() + self.aws_ahead
        plan = release.plan
        periods: list[Period] = []
        start = release.metrics_until
        while start + plan.period_seconds + plan.metric_delay_seconds <= now:
            if self.metrics_gap is Gap.METRICS_LATE:
                return MetricReading(tuple(periods), now, Gap.METRICS_LATE)
            periods.append(self._period(release, start))
            start += plan.period_seconds
        return MetricReading(tuple(periods), now)

    def _period(self, release: Release, start: int) -> Period:
        middle = start + release.plan.period_seconds / 2 - self.aws_ahead
        weights = [weights for since, weights in self.weight_log if since <= middle][-1]
        if self.metrics_gap is not None:
            return Period(start=start, canary=self.metrics_gap, live=self.metrics_gap)
        counts: dict[str, Counts | Gap] = {}
        for colour in ("blue", "green"):
            asked = round(self.requests * percent_of(weights, colour) / 100)
            share = self.errors.get(self.services[colour].task_definition_arn, 0.0)
            counts[colour] = (
                Counts(requests=asked, errors=round(asked * share), slow=0)
                if asked
                else Gap.NO_TRAFFIC
            )
        return Period(start=start, canary=counts[release.canary], live=counts[release.live])


_FIELD = {
    Need.WEIGHTS: "weights",
    Need.TEST_LISTENER: "test_listener",
    Need.SERVICES: "services",
    Need.SCALING: "scaling",
    Need.TARGETS: "targets",
    Need.LIVE_TARGETS: "live_targets",
    Need.TASK_DEFINITION: "task_definition_arn",
    Need.MIGRATION: "migration",
    Need.SMOKE: "smoke",
    Need.METRICS: "metrics",
    Need.HISTORY: "history",
    Need.ALARMS: "alarms",
}
