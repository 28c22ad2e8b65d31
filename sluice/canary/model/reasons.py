"""The words in which a release's state, its holds and its end are told."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """Where a release is. Each name says what is being done."""

    PREPARING = "PREPARING"
    """The task definition is registered, and the migration runs."""
    STARTING = "STARTING"
    """The idle colour gets its tasks, until every target is healthy."""
    SMOKING = "SMOKING"
    """The test listener is turned to the idle colour and asked."""
    SHIFTING = "SHIFTING"
    """The weights of a step are set and read back."""
    BAKING = "BAKING"
    """The step's weights are in force, and the judge looks."""
    DRAINING = "DRAINING"
    """Promoted: all traffic is on the new version; the old tasks wait, in case."""
    RETIRING = "RETIRING"
    """The old colour's tasks are stopped."""
    PROMOTED = "PROMOTED"
    """The end: the new version serves, alone."""
    ROLLING_BACK = "ROLLING_BACK"
    """Weights back to the live version, read back; then the new tasks are stopped."""
    ROLLED_BACK = "ROLLED_BACK"
    """The end: the version from before serves, alone."""

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return self in {Phase.PROMOTED, Phase.ROLLED_BACK}


class Verdict(StrEnum):
    """What the judge says. It never says nothing."""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    HOLD = "HOLD"


class FailReason(StrEnum):
    """Why a release was rolled back."""

    ERRORS = "ERRORS"
    """More errors than the criterion allows, or than the live version has."""
    SLOW = "SLOW"
    """More slow requests than the criterion allows, or than the live version has."""
    CRITERIA_WINDOW = "CRITERIA_WINDOW"
    """The runbook's literal window: beyond a limit all through it."""
    MIGRATION_FAILED = "MIGRATION_FAILED"
    TASKS_FAILED = "TASKS_FAILED"
    """The new tasks did not become healthy, or did not stay so."""
    SMOKE_FAILED = "SMOKE_FAILED"
    ALARM = "ALARM"
    SECURITY_ANOMALY = "SECURITY_ANOMALY"
    DR_CHECK_FAILED = "DR_CHECK_FAILED"
    HOLD_DEADLINE = "HOLD_DEADLINE"
    """It was on hold for too long."""
    ABORTED = "ABORTED"
    """A person said so."""


class HoldReason(StrEnum):
    """Why a release waits. A hold never promotes, and ends in a rollback at its deadline."""

    NO_TRAFFIC = "NO_TRAFFIC"
    METRICS_LATE = "METRICS_LATE"
    PARTIAL = "PARTIAL"
    WARM_UP = "WARM_UP"
    """The new version's first periods say too little; no pass before they are over."""
    SHARE_MISMATCH = "SHARE_MISMATCH"
    """The share of requests that arrives is not the weight that was set."""
    FOREIGN_WRITE = "FOREIGN_WRITE"
    """Somebody else moved the weights."""
    UNHEALTHY = "UNHEALTHY"
    """The group that should get more traffic has not enough healthy targets."""
    ALARM = "ALARM"
    AWS_UNREADABLE = "AWS_UNREADABLE"
    """A call that is needed to decide is throttled or fails."""
    PAUSED = "PAUSED"
    """A person said so; the one hold without a deadline."""
