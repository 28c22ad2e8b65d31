"""What a release does while an alarm sounds: the constructs say it, the driver obeys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OnRelease(StrEnum):
    """What a release does while an alarm is in state ALARM; no release begins meanwhile."""

    HOLD = "hold"
    """It waits, and goes on once the alarm is quiet; its hold has a deadline."""
    LASTING = "lasting"
    """It waits, and fails once the alarm has sounded for the rollback criterion's window."""
    AT_ONCE = "at_once"
    """It fails."""


class FailsAs(StrEnum):
    """The reason of a release that an alarm failed, in the driver's words."""

    ALARM = "ALARM"
    SECURITY_ANOMALY = "SECURITY_ANOMALY"
    DR_CHECK_FAILED = "DR_CHECK_FAILED"


@dataclass(frozen=True, kw_only=True)
class ReleaseRule:
    """What a release does on an alarm, and why.

    Attributes:
        on_release: what it does.
        why: one sentence.
        fails_as: the failed release's reason; none where the alarm fails no release.
    """

    on_release: OnRelease
    why: str
    fails_as: FailsAs | None = None
