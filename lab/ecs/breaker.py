"""When a deployment has failed, and how long a service waits before it tries again."""

from __future__ import annotations

import math

_MIN_FAILURES = 3
_MAX_FAILURES = 200
# ECS waits up to 27 minutes. A rehearsal has no such time: a minute of AWS is a second here.
MAX_DELAY_SECONDS = 27.0
# What starting a task again takes on AWS at least; a crash loop must not keep a core busy.
_RESTART_SECONDS = 1.0
# ECS says so once tasks do not start "consistently", without a number.
THROTTLED_AFTER = 3


def failure_threshold(desired: int) -> int:
    """Return how many tasks in a row may fail before the circuit breaker opens.

    Half of the desired count, and from 3 to 200, whatever that is.
    """
    return min(max(math.ceil(desired / 2), _MIN_FAILURES), _MAX_FAILURES)


def restart_delay_seconds(failures: int, *, reached_running: bool) -> float:
    """Return how long after a failure the next task is started.

    Args:
        failures: how many tasks in a row failed, this one included.
        reached_running: whether it ever ran; ECS throttles only those that never did.
    """
    if failures <= 1:
        return 0.0
    if reached_running:
        return _RESTART_SECONDS
    return min(2.0 ** (failures - 2), MAX_DELAY_SECONDS)
