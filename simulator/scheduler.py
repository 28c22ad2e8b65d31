"""Several drivers at once, of which one runs at a time: who, is drawn by a seed.

Each driver is a thread. It keeps the baton from one call to the next; before and after each
call the next holder is drawn, and now and then a driver is stalled for minutes, as a machine
that swaps or a container that is frozen is. The same seed gives the same run.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from simulator.faults import Killed
from simulator.wire import Endless

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.clock import VirtualClock
    from simulator.wire import Network


@dataclass(frozen=True)
class Habits:
    """How schedules are drawn.

    Attributes:
        switch: how likely the baton goes on at a call.
        stall: how likely a driver is stalled at a call.
        longest_stall_seconds: stalls are drawn up to here.
    """

    switch: float = 0.3
    stall: float = 0.02
    longest_stall_seconds: float = 400


@dataclass
class _Worker:
    wake_at: float
    may_run: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    failure: BaseException | None = None


class Drivers:
    """Runs several drivers to their ends; `simulator.wire.Baton`."""

    def __init__(self, network: Network, seed: int, habits: Habits) -> None:
        """Take over a network's baton.

        Args:
            network: that all drivers are in.
            seed: of the schedule.
            habits: how it is drawn.
        """
        self._clock: VirtualClock = network.clock
        self._random = Random(seed)  # noqa: S311 - a simulation
        self._habits = habits
        self._workers: dict[int, _Worker] = {}
        self._done = threading.Semaphore(0)
        network.baton = self

    def run(self, mains: dict[int, tuple[float, Callable[[], None]]]) -> None:
        """Run all drivers until the last one has ended.

        Args:
            mains: by number of process: when it begins, and what it does.

        Raises:
            Exception: the first that a driver raised, other than being killed.
        """
        threads = []
        for number, (begins, main) in mains.items():
            worker = self._workers[number] = _Worker(begins)
            threads.append(
                threading.Thread(target=self._live, args=(number, worker, main), daemon=True)
            )
        everyone = list(self._workers.values())
        for thread in threads:
            thread.start()
        self._hand_over()
        self._done.acquire()
        for thread in threads:
            thread.join()
        for worker in everyone:
            if worker.failure is not None:
                raise worker.failure

    def reached(self, process: int) -> None:
        """Return as soon as the process may go on."""
        if len(self._workers) < 2:
            return
        drawn = self._random.random()
        if drawn < self._habits.stall:
            self.sleep(process, self._random.uniform(1, self._habits.longest_stall_seconds))
        elif drawn < self._habits.stall + self._habits.switch:
            self.sleep(process, 0)

    def sleep(self, process: int, seconds: float) -> None:
        """Return as soon as the time has gone by, and the process may go on."""
        own = self._workers[process]
        own.wake_at = self._clock.now() + seconds
        chosen = self._choose()
        if chosen is not own:
            chosen.may_run.release()
            own.may_run.acquire()

    def _live(self, number: int, worker: _Worker, main: Callable[[], None]) -> None:
        worker.may_run.acquire()
        try:
            main()
        except Killed:
            pass
        except (Exception, Endless) as error:  # noqa: BLE001 - raised again by `run`
            worker.failure = error
        del self._workers[number]
        self._hand_over()

    def _hand_over(self) -> None:
        if self._workers:
            self._choose().may_run.release()
        else:
            self._done.release()

    def _choose(self) -> _Worker:
        """Draw who goes on; time goes by where all sleep."""
        now = self._clock.now()
        ready = [worker for worker in self._workers.values() if worker.wake_at <= now]
        if not ready:
            self._clock.move_to(min(worker.wake_at for worker in self._workers.values()))
            now = self._clock.now()
            ready = [worker for worker in self._workers.values() if worker.wake_at <= now]
        return ready[0] if len(ready) == 1 else self._random.choice(ready)
