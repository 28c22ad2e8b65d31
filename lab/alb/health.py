"""How a target's health follows from its checks' results: no clock, no network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lab.alb.configuration import HealthCheck

INITIAL = "initial"
HEALTHY = "healthy"
UNHEALTHY = "unhealthy"
DRAINING = "draining"
UNUSED = "unused"


@dataclass(frozen=True)
class Result:
    """One check's outcome: `reason` is None where it passed."""

    reason: str | None = None
    description: str | None = None


PASSED = Result()
TIMED_OUT = Result("Target.Timeout", "Request timed out")
# No connection, or an answer that is no HTTP.
FAILED = Result("Target.FailedHealthChecks", "Health checks failed")


def mismatch(status: int) -> Result:
    """Return the result of a status code that the matcher does not take."""
    return Result(
        "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]"
    )


@dataclass(frozen=True)
class Standing:
    """Where a target stands; the counts are of results in a row."""

    state: str = INITIAL
    reason: str | None = "Elb.RegistrationInProgress"
    description: str | None = "Target registration is in progress"
    passed: int = 0
    failed: int = 0


CHECKING = Standing(INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress", 0, 0)


def after(standing: Standing, result: Result, check: HealthCheck) -> Standing:
    """Return where a target stands after one more result.

    A new target is healthy after one success. One that was unhealthy needs
    `healthy_threshold` in a row, and any needs `unhealthy_threshold` failures in a row to
    become unhealthy.
    """
    if result.reason is None:
        passed = standing.passed + 1
        needed = check.healthy_threshold if standing.state == UNHEALTHY else 1
        if passed >= needed:
            return Standing(HEALTHY, None, None, passed, 0)
        return replace(standing, passed=passed, failed=0)
    failed = standing.failed + 1
    if standing.state == UNHEALTHY or failed >= check.unhealthy_threshold:
        return Standing(UNHEALTHY, result.reason, result.description, 0, failed)
    return replace(standing, passed=0, failed=failed)
