"""Releases to be driven: a plan, and how the world is meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simulator.versions import Metrics, Pace, Surroundings, Version
from sluice.canary.model.plan import Criteria, Plan, Step
from sluice.canary.model.reasons import FailReason, Phase

SHORT_PLAN = Plan(
    steps=(
        Step(weight_percent=10, bake_seconds=120),
        Step(weight_percent=50, bake_seconds=120),
        Step(weight_percent=100, bake_seconds=60),
    ),
    criteria=Criteria(),
    metric_delay_seconds=60,
    start_deadline_seconds=300,
    hold_deadline_seconds=600,
    drain_seconds=60,
    lease_seconds=180,
    migrate=True,
)
"""Three steps: every kind of call, and few of each."""

HOUR_PLAN = Plan(
    steps=tuple(Step(weight_percent=weight, bake_seconds=720) for weight in (1, 5, 25, 50, 100)),
    criteria=Criteria(),
    migrate=True,
)
"""Five steps in an hour."""


@dataclass(frozen=True)
class Scenario:
    """One release in one world.

    Attributes:
        name: for tables and test ids.
        ends: in which phase it must end where nothing goes wrong with the driver.
        fails_by: why it must be rolled back, where it must.
        plan: of the release.
        surroundings: the world.
        limit_seconds: of virtual time; a release that has not ended by then is endless.
        typical_seconds: about how long it takes where nothing goes wrong.
    """

    name: str
    ends: Phase
    fails_by: FailReason | None = None
    plan: Plan = SHORT_PLAN
    surroundings: Surroundings = field(default_factory=Surroundings)
    limit_seconds: float = 4 * 3600
    typical_seconds: float = 900


PROMOTE = Scenario("promote", Phase.PROMOTED)


def _bad(name: str, fails_by: FailReason, new: Version) -> Scenario:
    return Scenario(name, Phase.ROLLED_BACK, fails_by, surroundings=Surroundings(new=new))


ERRORS = _bad("errors", FailReason.ERRORS, Version(error_rate=0.2))
SLOW = _bad("slow", FailReason.SLOW, Version(slow_rate=0.5))
MIGRATION_FAILS = _bad(
    "migration-fails", FailReason.MIGRATION_FAILED, Version(migration_fails=True)
)
MIGRATION_HANGS = _bad(
    "migration-hangs", FailReason.MIGRATION_FAILED, Version(migration_hangs=True)
)
CRASH_LOOP = _bad("crash-loop", FailReason.TASKS_FAILED, Version(crash_loops=True))
NEVER_HEALTHY = _bad("never-healthy", FailReason.TASKS_FAILED, Version(never_healthy=True))

REHEARSAL = Scenario(
    "rehearsal",
    Phase.PROMOTED,
    plan=Plan(
        steps=(
            Step(weight_percent=10, bake_seconds=10),
            Step(weight_percent=100, bake_seconds=5),
        ),
        criteria=Criteria(),
        period_seconds=5,
        metric_delay_seconds=2,
        start_deadline_seconds=60,
        hold_deadline_seconds=60,
        drain_seconds=5,
        lease_seconds=10,
        speed=12,
    ),
    surroundings=Surroundings(
        metrics=Metrics(delay_seconds=1),
        pace=Pace(
            weights_in_force=0.5,
            task_start=2,
            target_healthy=2,
            task_retry=1,
            scaling=1,
            migration=2,
        ),
        requests_per_minute=6000,
        history_seconds=60,
    ),
    limit_seconds=1800,
    typical_seconds=60,
)
"""A release at twelve times AWS's pace: the shortest there is."""

SLUGGISH = Pace(weights_in_force=10, weights_readable=2, task_start=40, scaling=30, tasks_listed=5)
SLUGGISH_PROMOTE = replace(
    PROMOTE, name="sluggish-promote", surroundings=replace(PROMOTE.surroundings, pace=SLUGGISH)
)
SLUGGISH_ERRORS = replace(
    ERRORS, name="sluggish-errors", surroundings=replace(ERRORS.surroundings, pace=SLUGGISH)
)
"""An AWS that takes its time, and whose rules are read stale for a while."""

KILLED = (
    PROMOTE,
    ERRORS,
    MIGRATION_FAILS,
    CRASH_LOOP,
    SLUGGISH_PROMOTE,
    SLUGGISH_ERRORS,
)
"""The paths of the kill matrix."""
ALL = (*KILLED, SLOW, NEVER_HEALTHY, MIGRATION_HANGS)
