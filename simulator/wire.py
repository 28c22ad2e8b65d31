"""The way between a driver's process and AWS: all of its calls go through here."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from simulator.faults import Call, Fault, Faults, Killed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from simulator.clock import VirtualClock

T = TypeVar("T")

LATENCY_SECONDS = 0.03
TIMEOUT_SECONDS = 10.0
"""How long the driver waits for an answer that was lost: `sluice.aws`'s read timeout."""
_MOST_CALLS = 5_000_000


class Endless(BaseException):
    """The run did not end within its virtual time, or its calls."""


class Baton(Protocol):
    """Decides which process goes on, where there are several."""

    def reached(self, process: int) -> None:
        """Return as soon as the process may go on; called before and after each call."""

    def sleep(self, process: int, seconds: float) -> None:
        """Return as soon as the time has gone by, and the process may go on."""


class Network:
    """The calls of all processes of one run, in order."""

    def __init__(
        self,
        clock: VirtualClock,
        faults: Faults | None = None,
        *,
        until: float = float("inf"),
        latency_seconds: float = LATENCY_SECONDS,
        keeps_calls: bool = True,
    ) -> None:
        """Carry calls.

        Args:
            clock: time goes by with each call.
            faults: what goes wrong.
            until: seconds since the epoch after which the run counts as endless.
            latency_seconds: how long each call takes.
            keeps_calls: whether `calls` is filled; millions of them cost memory.
        """
        self.clock = clock
        self.calls: list[Call] = []
        self.count: Counter[str] = Counter()
        """How often each API was called."""
        self.cpu_seconds = 0.0
        """This process's time inside calls and sleeps: what belongs to the simulation."""
        self.baton: Baton | None = None
        self.until = until
        self.latency_seconds = latency_seconds
        self._keeps_calls = keeps_calls
        self._faults = faults or Faults()
        self._processes = 0
        self._made = 0

    @contextmanager
    def simulating(self) -> Iterator[None]:
        """Count the processor time of what is done in here as the simulation's."""
        began = time.process_time()
        try:
            yield
        finally:
            self.cpu_seconds += time.process_time() - began

    def process(self) -> Process:
        """Return the wire of a new process."""
        self._processes += 1
        return Process(self, self._processes - 1)

    def record(self, process: int, api: str, effect: str) -> Call:
        """Number a call, decide what happens to it, and write it down.

        Raises:
            Endless: the run should have ended by now.
        """
        number = self._made
        self._made += 1
        if self.clock.now() > self.until or number > _MOST_CALLS:
            raise Endless
        fault = self._faults.of(number, api)
        through = fault in {None, Fault.KILL_AFTER, Fault.LOST}
        call = Call(number, self.clock.now(), process, api, effect, through, fault)
        self.count[api] += 1
        if self._keeps_calls:
            self.calls.append(call)
        return call

    def sleep(self, process: int, seconds: float) -> None:
        """Let time go by for one process."""
        if self.clock.now() > self.until:
            raise Endless
        if self.baton is None:
            self.clock.sleep(seconds)
        else:
            self.baton.sleep(process, seconds)

    def pause(self, process: int) -> None:
        """Let others go on, if there are any."""
        if self.baton is not None:
            self.baton.reached(process)


class Process:
    """One driver's process. Once killed, none of its calls reaches anything.

    It is a clock, too, for what runs in it: `sluice.canary.ports.world.Clock`.

    Attributes:
        skew_seconds: how far its clock is ahead of AWS's.
    """

    def __init__(self, network: Network, number: int) -> None:
        """Belong to a network."""
        self.number = number
        self.alive = True
        self.skew_seconds = 0.0
        self._network = network

    def now(self) -> float:
        """Return seconds since the epoch by this process's clock."""
        return self._network.clock.now() + self.skew_seconds

    def aws_now(self) -> float:
        """Return seconds since the epoch by AWS's clock."""
        return self._network.clock.now()

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Killed: the process is dead.
            Endless: the run should have ended by now.
        """
        if not self.alive:
            raise Killed
        with self._network.simulating():
            self._network.sleep(self.number, seconds)

    def call(
        self,
        api: str,
        take_effect: Callable[[], T],
        failure: Callable[[Fault, str], Exception],
        *,
        effect: str = "",
    ) -> T:
        """Make a call.

        Args:
            api: its name, such as `elbv2.ModifyRule`.
            take_effect: does it, and returns the answer.
            failure: turns a fault into the error that the driver sees.
            effect: see `Call`.

        Raises:
            Killed: the process dies at this call, or was dead before it.
            Endless: the run should have ended by now.
        """
        if not self.alive:
            raise Killed
        with self._network.simulating():
            return self._carry(api, take_effect, failure, effect)

    def _carry(
        self,
        api: str,
        take_effect: Callable[[], T],
        failure: Callable[[Fault, str], Exception],
        effect: str,
    ) -> T:
        network = self._network
        # The request may lie in the process for as long as another one likes.
        network.pause(self.number)
        call = network.record(self.number, api, effect)
        if call.fault is Fault.KILL_BEFORE:
            self.alive = False
            raise Killed
        network.clock.sleep(network.latency_seconds)
        if not call.took_effect:
            assert call.fault is not None
            raise failure(call.fault, api)
        try:
            answer = take_effect()
        finally:
            # Whether it was done or refused: nobody hears of it.
            if call.fault is Fault.KILL_AFTER:
                self.alive = False
                raise Killed
            if call.fault is Fault.LOST:
                network.sleep(self.number, TIMEOUT_SECONDS)
                raise failure(call.fault, api)
        network.pause(self.number)
        return answer
