"""Counts durations in buckets whose width grows with the duration."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

# A value is off by at most so much of itself: half a percent.
RELATIVE_ERROR = 0.005
_GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_LOG_GROWTH = math.log(_GROWTH)
_SMALLEST_SECONDS = 1e-6


class Histogram:
    """Durations in seconds; what it says of them is off by at most RELATIVE_ERROR.

    Count, mean, smallest and largest are exact. Two histograms of parts of a run, merged, are
    the histogram of the run.
    """

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._sum = 0.0
        self.count = 0
        self.smallest = math.inf
        self.largest = 0.0

    def record(self, seconds: float) -> None:
        """Count one duration."""
        seconds = max(seconds, _SMALLEST_SECONDS)
        self._buckets[math.ceil(math.log(seconds) / _LOG_GROWTH)] += 1
        self._sum += seconds
        self.count += 1
        self.smallest = min(self.smallest, seconds)
        self.largest = max(self.largest, seconds)

    def merge(self, other: Histogram) -> None:
        """Add what another one counted."""
        self._buckets.update(other._buckets)
        self._sum += other._sum
        self.count += other.count
        self.smallest = min(self.smallest, other.smallest)
        self.largest = max(self.largest, other.largest)

    def mean(self) -> float:
        """Return the mean, or 0 where nothing was counted."""
        return self._sum / self.count if self.count else 0.0

    def percentile(self, percent: float) -> float:
        """Return the smallest duration that at least `percent` of all do not exceed; 0 if none.

        By nearest rank: p50 of 1, 2, 3 is 2, p100 is the largest.
        """
        rank = max(1, math.ceil(percent / 100 * self.count))
        passed = 0
        for bucket in sorted(self._buckets):
            passed += self._buckets[bucket]
            if passed >= rank:
                middle = _GROWTH**bucket * (1 - RELATIVE_ERROR)
                return min(max(middle, self.smallest), self.largest)
        return 0.0

    def percent_slower_than(self, seconds: float) -> float:
        """Return how many percent took longer; 0 where nothing was counted."""
        slower = sum(
            count
            for bucket, count in self._buckets.items()
            if _GROWTH**bucket * (1 - RELATIVE_ERROR) > seconds
        )
        return 100 * slower / self.count if self.count else 0.0

    def summary_ms(self) -> dict[str, Any]:
        """Return the usual figures in milliseconds, ready for JSON."""
        figures = {f"p{name}": self.percentile(name) for name in (50, 90, 95, 99, 99.9)}
        exact = {"mean": self.mean(), "max": self.largest}
        return {name: round(1000 * value, 3) for name, value in {**figures, **exact}.items()}
