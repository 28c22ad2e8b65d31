"""Faults that befall the process rather than a request: it dies, or grows."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from lab.sample import log
from lab.sample.faults import Chance, Faults

if TYPE_CHECKING:
    from collections.abc import Callable

CRASH_EXIT_CODE = 1
_LEAK_STEP_SECONDS = 0.1
_MIB = 1024 * 1024


def crash() -> None:
    """End this process at once: no request is finished, nothing is cleaned up."""
    log.write("error", "crash", reason="fault")
    sys.stdout.flush()
    os._exit(CRASH_EXIT_CODE)


class Misbehaviour:
    """The faults in force in this process; from its event loop's thread only."""

    def __init__(self, faults: Faults, *, die: Callable[[], None] = crash) -> None:
        self.faults = faults
        self.chance = Chance(faults)
        self._die = die
        self._running: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Let what needs time begin: the countdown to a crash, the growth."""
        if self.faults.crash_after_seconds:
            self._running.append(asyncio.create_task(self._crash_later()))
        if self.faults.leak_mib_per_second:
            self._running.append(asyncio.create_task(self._leak()))

    def stop(self) -> None:
        """End what `start` began, and give the memory back."""
        for task in self._running:
            task.cancel()
        self._running.clear()

    def replace(self, faults: Faults) -> None:
        """Put other faults in force; chance starts anew."""
        self.stop()
        self.faults = faults
        self.chance = Chance(faults)
        self.start()

    async def _crash_later(self) -> None:
        await asyncio.sleep(self.faults.crash_after_seconds)
        self._die()

    async def _leak(self) -> None:
        size = int(self.faults.leak_mib_per_second * _LEAK_STEP_SECONDS * _MIB)
        # Every byte is written: untouched pages would not count as used.
        hoard = []
        while True:
            hoard.append(b"\xff" * size)
            await asyncio.sleep(_LEAK_STEP_SECONDS)
