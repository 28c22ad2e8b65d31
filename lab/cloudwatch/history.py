"""One metric's past: by the second at first, by the minute later, then forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.cloudwatch.distribution import Distribution, merged

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE_SECONDS = 60
# CloudWatch keeps seconds for 3 hours and minutes for 15 days; a busy load balancer's
# latencies would fill a laptop's memory by then.
SECONDS_KEPT = 15 * MINUTE_SECONDS
MINUTES_KEPT_SECONDS = 24 * 3600
# A merged minute of more values than this is rounded: by half a percent at most.
_DENSE_VALUES = 1000
_DENSE_DIGITS = 3


class History:
    """What was measured of one metric, in one unit; its owner locks."""

    def __init__(self) -> None:
        self._seconds: dict[int, Distribution] = {}
        self._minutes: dict[int, Distribution] = {}
        # Sums of seconds that were asked for; an alarm asks for the same ones every minute.
        self._sums: dict[int, Distribution] = {}
        self._incomplete: set[int] = set()
        self._swept_at = 0

    def at(self, at: float) -> Distribution:
        """Return where values measured at that time (seconds since the epoch) are added."""
        second = int(at)
        if second > self._swept_at + MINUTE_SECONDS:
            self.sweep(second)
        minute = _minute(second)
        self._sums.pop(minute, None)
        if second < self._seconds_from:
            return self._minutes.setdefault(minute, Distribution())
        return self._seconds.setdefault(second, Distribution())

    def lose_some(self, at: float) -> None:
        """Remember that some of what was measured then is missing."""
        self._incomplete.add(_minute(int(at)))

    def is_partial(self, start: int, end: int) -> bool:
        """Say whether some of what was measured in that time is missing."""
        return any(_minute(start) <= minute < end for minute in self._incomplete)

    def read(self, times: range, visible: Callable[[int], bool]) -> dict[int, Distribution]:
        """Return what was measured, by period; a period with nothing in it is absent.

        Args:
            times: the periods' first seconds; its step is their length in seconds.
            visible: whether a period that ends then can be read.
        """
        period = times.step
        whole_minutes = period % MINUTE_SECONDS == 0 and times.start % MINUTE_SECONDS == 0
        step = MINUTE_SECONDS if whole_minutes else 1
        of = self._minute_sum if whole_minutes else self._seconds.get
        found = {}
        for time in times:
            if time + period <= self._forgotten_until or not visible(time + period):
                continue
            parts = (of(at) for at in range(time, time + period, step))
            sum_ = merged(part for part in parts if part is not None)
            if sum_:
                found[time] = sum_
        return found

    def _minute_sum(self, minute: int) -> Distribution | None:
        merged_already = self._minutes.get(minute)
        if minute < self._seconds_from:
            return merged_already
        known = self._sums.get(minute)
        if known is None:
            parts = [
                part
                for at in range(minute, minute + MINUTE_SECONDS)
                if (part := self._seconds.get(at)) is not None
            ]
            known = merged([*parts, *([merged_already] if merged_already else [])])
            if known:
                self._sums[minute] = known
        return known or None

    @property
    def _seconds_from(self) -> int:
        """The first minute that is kept by the second."""
        return _minute(self._swept_at - SECONDS_KEPT)

    def sweep(self, now: float) -> None:
        """Merge seconds to minutes, and forget old minutes; `now` in seconds since the epoch."""
        self._swept_at = max(self._swept_at, int(now))
        until, forgotten = self._seconds_from, self._forgotten_until
        old = [second for second in self._seconds if second < until]
        for second in old:
            minute = self._minutes.setdefault(_minute(second), Distribution())
            minute.merge(self._seconds.pop(second))
        for minute_start in {_minute(second) for second in old}:
            if len(self._minutes[minute_start].values) > _DENSE_VALUES:
                dense = self._minutes[minute_start]
                self._minutes[minute_start] = dense.rounded(_DENSE_DIGITS)
        self._minutes = {at: kept for at, kept in self._minutes.items() if at > forgotten}
        self._sums = {at: known for at, known in self._sums.items() if at >= until}
        self._incomplete = {at for at in self._incomplete if at > forgotten}

    @property
    def _forgotten_until(self) -> int:
        return self._swept_at - MINUTES_KEPT_SECONDS

    def __bool__(self) -> bool:
        """Whether anything is kept."""
        return bool(self._seconds or self._minutes)


def _minute(second: int) -> int:
    return second - second % MINUTE_SECONDS
