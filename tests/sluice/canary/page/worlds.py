"""Releases as they happen: the real driver and judge in a world of seeded requests."""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sluice.canary.drive import resume
from sluice.canary.journal.journal import Journal
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.events import Event, EventKind
from sluice.canary.model.observation import Need
from sluice.canary.model.plan import Criteria, Plan, Step
from sluice.canary.weights import percent_of
from tests.sluice.canary.fake_world import NEW, OLD, T0, FakeClock, FakeWorld
from tests.sluice.canary.releases import release as a_release
from tests.sluice.canary.stage import Stage
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release

IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web-stage@sha256:" + "3f9c01d2" * 8
WEB = {"image": IMAGE, "started_by": "jana@ci-7", "why": "Checkout in one page, #4711"}
HOUR = Plan(
    steps=tuple(Step(weight_percent=each, bake_seconds=600) for each in (5, 10, 25, 50, 100)),
    criteria=Criteria(),
    migrate=True,
)


@dataclass(frozen=True)
class Told:
    """A release and its audit trail."""

    release: Release
    events: tuple[Event, ...]
    now: float | None = None


@dataclass
class SeededWorld(FakeWorld):
    """Counts that scatter as requests do; `slow` and `p95` by task definition."""

    seed: int = 1
    slow: dict[str, float] = field(default_factory=dict)
    gap_at: Callable[[int], Gap | None] = lambda _start: None

    def _period(self, release: Release, start: int) -> Period:
        draws = random.Random(f"{self.seed} {start}")
        period = super()._period(release, start)
        gap = self.gap_at(start)
        if gap is not None:
            return Period(start=start, canary=gap, live=gap)
        middle = start + release.plan.period_seconds / 2 - self.aws_ahead
        weights = [weights for since, weights in self.weight_log if since <= middle][-1]
        found: dict[str, Counts | Gap] = {}
        for colour in ("blue", "green"):
            if isinstance(period.canary, Gap) and isinstance(period.live, Gap):
                found[colour] = period.canary
                continue
            arn = self.services[colour].task_definition_arn
            found[colour] = self._counts(draws, percent_of(weights, colour), arn)
        return Period(start=start, canary=found[release.canary], live=found[release.live])

    def _counts(self, draws: random.Random, share: float, arn: str) -> Counts | Gap:
        total = self.requests * draws.uniform(0.9, 1.1)
        requests = round(draws.gauss(total * share / 100, (total * share / 100) ** 0.5))
        if requests <= 0:
            return Gap.NO_TRAFFIC
        slow = self.slow.get(arn, 0.012)
        return Counts(
            requests=requests,
            errors=_binomial(draws, requests, self.errors.get(arn, 0.002)),
            slow=_binomial(draws, requests, slow),
            p95_ms=round(180 + 4000 * slow + draws.gauss(0, 18), 1),
        )


def _binomial(draws: random.Random, requests: int, rate: float) -> int:
    return sum(draws.random() < rate for _ in range(requests))


class Enough(Exception):
    """The release is where the test wants to see it."""


def world(*, release: dict[str, Any] | None = None, **options: Any) -> Stage:
    clock = FakeClock()
    table = FakeTable()
    journal = Journal(table, "web", "stage")
    first = a_release(**{**WEB, "plan": HOUR, **(release or {})})
    lease = journal.leases.acquire(
        holder="jana@ci-7 pid 411", purpose=f"release {first.id}", now=clock.now(), seconds=180
    )
    started = Event(
        number=0,
        at=clock.now(),
        kind=EventKind.STARTED,
        phase=first.phase,
        sentence=f"{first.started_by} starts it: {first.why}.",
    )
    lease = journal.begin(lease, first, (started,), clock.now())
    return Stage(clock, SeededWorld(clock, **options), table, journal, lease, first)


def told(it: Stage, *, on_move: Callable[[Release], None] | None = None) -> Told:
    """Drive a release to its end, or until `on_move` has seen enough."""

    def seen(release: Release, _events: object) -> None:
        if on_move is not None:
            on_move(release)

    with contextlib.suppress(Enough):
        it.drive(on_move=seen)
    newest = it.journal.release(it.release.id)
    assert newest is not None
    return Told(newest, tuple(it.trail()), it.clock.now())


@cache
def good() -> Told:
    return told(world(requests=1200))


@cache
def bad() -> Told:
    """5 % of the new version's requests fail."""
    return told(world(requests=1200, errors={NEW: 0.05}))


@cache
def slow() -> Told:
    return told(world(requests=1200, slow={NEW: 0.11}, seed=3))


@cache
def held() -> Told:
    """Metrics stop while the second step bakes; it has been on hold for some minutes."""
    it = world(requests=1200)

    def on_move(release: Release) -> None:
        if release.step == 1 and it.clock.now() - release.step_since > 240:
            it.world.metrics_gap = Gap.METRICS_LATE
        if release.hold and it.clock.now() - release.hold.since > 500:
            raise Enough

    return told(it, on_move=on_move)


@cache
def gave_up() -> Told:
    """As `held`, until the deadline."""
    it = world(requests=1200)

    def on_move(release: Release) -> None:
        if release.step == 1 and it.clock.now() - release.step_since > 240:
            it.world.metrics_gap = Gap.METRICS_LATE

    return told(it, on_move=on_move)


@cache
def eventful() -> Told:
    """Gaps of each kind, somebody else's weights, and a takeover; then promoted."""
    kinds = {14: Gap.PARTIAL, 15: Gap.PARTIAL, 24: Gap.METRICS_LATE, 34: Gap.NO_TRAFFIC}
    it = world(requests=1200, gap_at=lambda start: kinds.get(int(start - T0) // 60))
    done: set[str] = set()

    def on_move(release: Release) -> None:
        since = it.clock.now() - T0
        if since > 1900 and "foreign" not in done:
            done.add("foreign")
            it.world.move_weights(60, 40)
        if since > 2200 and "back" not in done:
            done.add("back")
            it.world.move_weights(release.weights.blue, release.weights.green)
        if since > 2500 and "left" not in done:
            done.add("left")
            raise Enough

    told(it, on_move=on_move)
    it.clock.time += 200
    resume(it.journal, it.world, it.clock, "ops@desk pid 7")
    newest = it.journal.release(it.release.id)
    assert newest is not None
    return Told(newest, tuple(it.trail()))


@cache
def rehearsed() -> Told:
    plan = Plan(
        steps=tuple(Step(weight_percent=each, bake_seconds=50) for each in (5, 25, 100)),
        criteria=Criteria(),
        period_seconds=5,
        metric_delay_seconds=2,
        start_deadline_seconds=60,
        hold_deadline_seconds=150,
        drain_seconds=50,
        lease_seconds=15,
        speed=12,
    )
    return told(world(release={"plan": plan}, requests=900))


@cache
def day() -> Told:
    """1,440 periods and more, with gaps every now and then."""
    plan = Plan(
        steps=tuple(
            Step(weight_percent=each, bake_seconds=4.8 * 3600) for each in (1, 5, 10, 50, 100)
        ),
        criteria=Criteria(),
    )
    return told(
        world(
            release={"plan": plan},
            requests=600,
            gap_at=lambda start: Gap.PARTIAL if int(start - T0) // 60 % 97 == 50 else None,
        )
    )


@cache
def new() -> Told:
    """Nothing has happened yet."""
    first = world().release
    return Told(first, ())


@cache
def untouched() -> Told:
    """A migration that failed: no request was moved."""
    from sluice.canary.model.observation import MigrationState

    return told(world(migration_ends=MigrationState.FAILED))


__all__ = ["NEW", "OLD", "Enough", "Need", "Told", "told", "world"]
