"""When metric alarms are evaluated, and over which stretch of time."""

from __future__ import annotations

from lab.cloudwatch.alarms.verdict import EXTRA_DATAPOINTS
from lab.cloudwatch.expressions.values import Timeline

_MINUTE_SECONDS = 60
_HIGH_RESOLUTION_SECONDS = 10
# What was measured in a period's last moment is written a moment later.
SETTLE_SECONDS = 2.0


def evaluated_at(period_seconds: int, now: float) -> int:
    """Return the end of the newest stretch of time that can be evaluated.

    AWS evaluates an alarm once a minute, whatever its period, and every ten seconds where
    the period is shorter: the stretch of time moves along with the evaluations.

    Args:
        period_seconds: the alarm's period.
        now: seconds since the epoch.
    """
    step = _HIGH_RESOLUTION_SECONDS if period_seconds < _MINUTE_SECONDS else _MINUTE_SECONDS
    return int((now - SETTLE_SECONDS) // step) * step


def evaluation_range(period_seconds: int, evaluation_periods: int, end: int) -> Timeline:
    """Return the periods that an alarm looks at, some more than it evaluates."""
    length = (evaluation_periods + EXTRA_DATAPOINTS) * period_seconds
    return Timeline(end - length, end, anchor=end)
