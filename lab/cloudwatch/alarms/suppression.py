"""Decides whether a composite alarm's actions are kept back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lab.cloudwatch.alarms.model import State

if TYPE_CHECKING:
    from lab.cloudwatch.alarms.model import Alarm, Suppressor


class SuppressedBy(StrEnum):
    """What keeps the actions back, as DescribeAlarms says it."""

    WAIT_PERIOD = "WaitPeriod"
    EXTENSION_PERIOD = "ExtensionPeriod"
    ALARM = "Alarm"


def suppressed_by(
    suppressor: Suppressor, alarm: Alarm | None, *, changed: float, left_alarm: float, now: float
) -> SuppressedBy | None:
    """Return what keeps the actions of a change of state back; None where nothing does.

    Args:
        suppressor: how the composite alarm uses its suppressor.
        alarm: the suppressor alarm; None where it is gone, and suppresses nothing.
        changed: when the composite alarm changed its state, in seconds since the epoch.
        left_alarm: when the suppressor alarm went out of ALARM; 0: it never was in it.
        now: seconds since the epoch.
    """
    if alarm is None:
        return None
    if alarm.state is State.ALARM:
        return SuppressedBy.ALARM
    if now < left_alarm + suppressor.extension_seconds:
        return SuppressedBy.EXTENSION_PERIOD
    # Where the suppressor was in ALARM since the change, nothing is left to wait for.
    if left_alarm < changed and now < changed + suppressor.wait_seconds:
        return SuppressedBy.WAIT_PERIOD
    return None
