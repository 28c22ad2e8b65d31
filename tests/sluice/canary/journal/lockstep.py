"""Several threads of which one runs at a time, in an order that a test chooses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sluice.errors import AwsUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sluice.journal.table import Check, Put, Scalar, Table


class Lockstep:
    """At each step the schedule says who goes on; after its end, the first that still can."""

    def __init__(self, schedule: Sequence[int]) -> None:
        self._schedule = list(schedule)
        self._turn = threading.Condition()
        self._running: set[int] = set()
        self._now: int | None = None
        self.steps = 0

    def run(self, actors: Sequence[Callable[[], None]]) -> None:
        failures: list[BaseException] = []
        self._running = set(range(len(actors)))

        def act(number: int) -> None:
            try:
                self.step(number)
                actors[number]()
            except BaseException as error:  # noqa: BLE001 - told below
                failures.append(error)
            finally:
                with self._turn:
                    self._running.discard(number)
                    self._next()

        threads = [threading.Thread(target=act, args=(number,)) for number in range(len(actors))]
        for thread in threads:
            thread.start()
        with self._turn:
            self._next()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive(), "an actor hangs"
        if failures:
            raise failures[0]

    def step(self, number: int) -> int:
        """Wait for one's turn; return how many steps there were before."""
        with self._turn:
            if self._now == number:
                self._next()
            assert self._turn.wait_for(lambda: self._now == number, 30)
            self.steps += 1
            return self.steps - 1

    def _next(self) -> None:
        while self._schedule:
            wanted = self._schedule.pop(0)
            if wanted in self._running:
                self._now = wanted
                break
        else:
            self._now = min(self._running, default=None)
        self._turn.notify_all()


class SteppedTable:
    """A table each of whose operations is a step; some writes' answers are lost."""

    def __init__(
        self,
        table: Table,
        lockstep: Lockstep,
        number: int,
        lost: set[int],
        written: Callable[[], None],
    ) -> None:
        self._table = table
        self._lockstep = lockstep
        self._number = number
        self._lost = lost
        self._written = written

    def get(self, pk: str, sk: str) -> Mapping[str, Scalar] | None:
        self._lockstep.step(self._number)
        return self._table.get(pk, sk)

    def query(
        self, pk: str, sk_prefix: str, *, newest: int | None = None
    ) -> Iterator[tuple[str, Mapping[str, Scalar]]]:
        self._lockstep.step(self._number)
        return self._table.query(pk, sk_prefix, newest=newest)

    def write(self, writes: Sequence[Put | Check]) -> None:
        step = self._lockstep.step(self._number)
        self._table.write(writes)
        self._written()
        if step in self._lost:
            raise AwsUnreachable("the answer was lost")
