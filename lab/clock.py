"""The lab's time: the machine's, shifted by what a fault asks for."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """What AWS's side of the lab takes for now.

    The driver reads the machine's clock. A skew moves the lab's instead: to the driver that
    is the same as its own clock being wrong by the opposite amount.
    """

    def __init__(self) -> None:
        self.skew_seconds = 0.0

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time() + self.skew_seconds

    def utc(self) -> datetime:
        """Return the same as an aware datetime."""
        return datetime.fromtimestamp(self.now(), UTC)
