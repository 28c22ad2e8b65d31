"""What was counted of each colour in one metric period."""

from __future__ import annotations

from enum import StrEnum

from sluice.values import Value


class Gap(StrEnum):
    """Why a period cannot be judged."""

    NO_TRAFFIC = "NO_TRAFFIC"
    """Metrics arrive, and say that nobody asked."""
    METRICS_LATE = "METRICS_LATE"
    """Nothing has arrived for a period that should be there by now."""
    PARTIAL = "PARTIAL"
    """Some series are missing, not a number, or marked as partial data."""


class Counts(Value):
    """One colour in one metric period.

    Attributes:
        requests: how many the load balancer sent to the colour.
        errors: of these, answered 5XX or not answered at all.
        slow: of these, answered more slowly than the limit (`Criteria.p95_latency_ms`).
        p95_ms: 95th percentile of the response time in milliseconds; for people to look at,
            no rule reads it.
    """

    requests: int
    errors: int
    slow: int
    p95_ms: float | None = None


class Period(Value):
    """Both colours in one metric period.

    Attributes:
        start: its first second, since the epoch, by AWS's clock.
        canary: the new version's counts, or why there are none.
        live: the same of the version that served before; `NO_TRAFFIC` is as it should be
            where the canary has all of the traffic.
        weight_percent: the canary's weight all through the period; None where the weight
            changed in it or may have, or clients may still be bound to their colour by a
            cookie. CloudWatch does not know it: `sluice.canary.advance` adds it.
    """

    start: int
    canary: Counts | Gap
    live: Counts | Gap
    weight_percent: float | None = None
