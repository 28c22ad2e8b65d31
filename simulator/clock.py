"""Virtual time: it moves only when somebody sleeps, and what is due happens on the way."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

START = 1_800_000_000.0
"""Seconds since the epoch at which every simulation begins: a full minute, in 2027."""


class VirtualClock:
    """Time that costs nothing; `sluice.canary.ports.world.Clock`."""

    def __init__(self, start: float = START) -> None:
        """Begin at `start`, seconds since the epoch."""
        self._now = start
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._now

    def at(self, when: float, what: Callable[[], None]) -> None:
        """Let something happen at a time; at once, where that has gone by.

        What is due at the same time happens in the order in which it was asked for.
        """
        heapq.heappush(self._due, (when, next(self._order), what))

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.move_to(self._now + seconds)

    def move_to(self, when: float) -> None:
        """Let time go by until `when`; never back."""
        while self._due and self._due[0][0] <= when:
            due, _, what = heapq.heappop(self._due)
            self._now = max(self._now, due)
            what()
        self._now = max(self._now, when)
