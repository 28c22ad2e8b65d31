"""Drives many releases in one process, with the same moves as one driver makes.

A heap says whose turn it is; the metrics of all whose turn it is are asked for together.
"""

from __future__ import annotations

import gc
import heapq
import math
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from sluice.canary.advance import needs
from sluice.canary.model.observation import MetricReading, Need
from sluice.canary.model.reasons import Phase
from sluice.errors import AwsUnreachable
from sluice.journal.errors import Superseded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sluice.canary.driver import Driver
    from sluice.canary.model.observation import Observation, Unread
    from sluice.canary.model.release import Release
    from sluice.canary.ports.world import Clock


RETRY_SECONDS = 2.0
"""After so long a release whose journal gave no answer has its turn again."""


SHARED_TURNS_PER_PERIOD = 12
"""Releases that wait for metrics have their turns together: one call reads those of many."""


_COLLECTION_THRESHOLDS = (100_000, 20, 50)
"""How seldom garbage is looked for while a fleet runs; `gc.set_threshold`.

Each tick replaces the state of its releases. That goes by reference counts, but with 1,000
releases it outlives Python's usual 700 allocations, and a fifth of the time went into looking
through it for cycles.
"""


def turn_at(release: Release) -> float:
    """Return when a release has its turn, in seconds since the epoch."""
    if release.phase not in {Phase.BAKING, Phase.DRAINING}:
        return release.wake_at
    grid = release.plan.period_seconds / SHARED_TURNS_PER_PERIOD
    return math.ceil(release.wake_at / grid) * grid


class ReadsManyMetrics(Protocol):
    """Reads the metrics of many releases with as few calls as there can be."""

    def read_many(
        self, releases: Sequence[Release], now: float
    ) -> Mapping[str, MetricReading | Unread]:
        """Return each release's reading, by the release's id; raises nothing."""


@dataclass(frozen=True)
class Tick:
    """What one tick did.

    Attributes:
        moved: how many releases were looked at and decided.
        ended: those that ended in this tick, as they ended.
        lost: ids of those that another driver has taken over.
    """

    moved: int
    ended: tuple[Release, ...]
    lost: tuple[str, ...]


class Fleet:
    """Many releases; each has a journal, a world and a lease of its own."""

    def __init__(self, clock: Clock, metrics: ReadsManyMetrics | None = None) -> None:
        """Begin with none.

        Args:
            clock: time.
            metrics: reads those of many releases at once; without it each release's world
                reads its own.
        """
        self._clock = clock
        self._metrics = metrics
        self._due: list[tuple[float, int]] = []
        self._drivers: dict[int, Driver] = {}
        self._added = 0

    def __len__(self) -> int:
        """Return how many releases have not ended."""
        return len(self._drivers)

    def add(self, driver: Driver) -> None:
        """Add a release that is in its journal and whose lease is held.

        Args:
            driver: not a patient one: it would keep all the others waiting.
        """
        self._drivers[self._added] = driver
        heapq.heappush(self._due, (turn_at(driver.release), self._added))
        self._added += 1

    def wake_at(self) -> float | None:
        """Return when the next release has its turn, in seconds since the epoch."""
        return self._due[0][0] if self._due else None

    def tick(self) -> Tick:
        """Move every release whose turn it is once."""
        now = self._clock.now()
        due: list[tuple[int, Driver]] = []
        while self._due and self._due[0][0] <= now:
            _, key = heapq.heappop(self._due)
            due.append((key, self._drivers[key]))
        readings = self._read_metrics([driver for _, driver in due], now)
        read_at = self._clock.now()
        ended, lost = [], []
        for key, driver in due:
            try:
                release = driver.decide(self._observe(driver, readings, read_at))
            except Superseded:
                lost.append(driver.release.id)
                del self._drivers[key]
                continue
            except AwsUnreachable:
                # The others do not wait for this one's journal.
                heapq.heappush(self._due, (now + RETRY_SECONDS, key))
                continue
            if release.phase.ended:
                ended.append(release)
                del self._drivers[key]
            else:
                heapq.heappush(self._due, (turn_at(release), key))
        return Tick(moved=len(due), ended=tuple(ended), lost=tuple(lost))

    def run(self, on_tick: Callable[[Tick], None] | None = None) -> None:
        """Tick until every release has ended."""
        with _rare_collections():
            while (wake_at := self.wake_at()) is not None:
                self._clock.sleep(max(0.0, wake_at - self._clock.now()))
                tick = self.tick()
                if on_tick is not None:
                    on_tick(tick)

    def _read_metrics(
        self, due: Sequence[Driver], now: float
    ) -> Mapping[str, MetricReading | Unread]:
        if self._metrics is None:
            return {}
        releases = [driver.release for driver in due if Need.METRICS in needs(driver.release, now)]
        return self._metrics.read_many(releases, now) if releases else {}

    def _observe(
        self, driver: Driver, readings: Mapping[str, MetricReading | Unread], read_at: float
    ) -> Observation:
        release, now = driver.release, self._clock.now()
        needed = needs(release, now)
        read = readings.get(release.id)
        if read is None:
            return replace(driver.world.observe(release, needed, now), looked_at=needed)
        if isinstance(read, MetricReading):
            # The others had their turn since: AWS's clock went on as ours did.
            read = replace(read, now=read.now + now - read_at)
        seen = driver.world.observe(release, needed - {Need.METRICS}, now)
        return replace(seen, metrics=read, looked_at=needed | {Need.METRICS})


@contextmanager
def _rare_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECTION_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
