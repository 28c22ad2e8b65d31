"""The plan of one release: what of it is fixed at its start."""

from __future__ import annotations

from sluice.values import Value

METRIC_PERIOD_SECONDS = 60
"""ALB publishes its metrics once a minute."""

POLLS_PER_PERIOD = 12


class Step(Value):
    """One step: so much weight, for so long.

    Attributes:
        weight_percent: of the new version; above 0, at most 100; may be a fraction, since
            ALB weights go from 0 to 999.
        bake_seconds: how long, by the driver's clock, before the next step.
        analyse: whether the judge must say PASS before the next step. FAIL rolls back in
            any step.
    """

    weight_percent: float
    bake_seconds: float
    analyse: bool = True


class Criteria(Value):
    """When a version is bad.

    Attributes:
        error_rate_percent: above it a version is bad (runbook: 1 %).
        p95_latency_ms: a request above it is slow (runbook: 500 ms).
        slow_percent: p95 is above the limit exactly when more than 5 % are slow.
        window_periods: how many metric periods in a row the literal criterion looks at
            (runbook: 10 minutes).
        warm_up_periods: the new version's first periods, whose slowness counts apart.
        false_rollback_percent: the budget of one release for rolling back a version that is
            as good as the live one and within the limits. All tests share it: 1 % for each of
            the two of errors, 0.5 % for each of the two of slowness (Ville's inequality), and
            0.2 % are set aside for the literal windows. It is the sum of bounds; how often it
            comes to pass is measured by `benchmarks/judge`, and is far less.
    """

    error_rate_percent: float = 1.0
    p95_latency_ms: int = 500
    slow_percent: float = 5.0
    window_periods: int = 10
    warm_up_periods: int = 2
    false_rollback_percent: float = 3.2


class Plan(Value):
    """Everything about a release that was decided before it began.

    All durations are as the driver waits them: in a rehearsal they are divided by its speed.

    Attributes:
        steps: in order; weights rise; the last one is 100.
        criteria: the judge's limits.
        period_seconds: length of a metric period: 60 on AWS.
        metric_delay_seconds: how long after its end a period is read.
        start_deadline_seconds: within which the new tasks must be healthy, and the
            migration done.
        hold_deadline_seconds: after which a hold turns into a rollback.
        drain_seconds: how long the old colour keeps running at weight 0.
        lease_seconds: after which a driver that says nothing is taken for dead.
        migrate: whether the migration runs before the new tasks start.
        smoke: whether the test listener is asked before any traffic moves.
        speed: 1 on AWS; how much faster a rehearsal is.
    """

    steps: tuple[Step, ...]
    criteria: Criteria
    period_seconds: int = METRIC_PERIOD_SECONDS
    metric_delay_seconds: float = 60
    start_deadline_seconds: float = 900
    hold_deadline_seconds: float = 1800
    drain_seconds: float = 600
    lease_seconds: float = 180
    migrate: bool = False
    smoke: bool = True
    speed: int = 1

    @property
    def poll_seconds(self) -> float:
        """How long to wait between two looks at tasks that start or stop: 5 seconds on AWS."""
        return self.period_seconds / POLLS_PER_PERIOD
