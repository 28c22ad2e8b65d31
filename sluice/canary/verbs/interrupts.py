"""Ctrl-C and SIGTERM while a release is driven: once goes back, twice leaves."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sluice.canary.model.requests import Request, RequestKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Left(Exception):
    """The user left a release under way."""


class WakingClock:
    """The real time; its sleep ends early once it is woken."""

    def __init__(self) -> None:
        """Begin awake."""
        self._woken = threading.Event()

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait, or until woken."""
        if self._woken.wait(max(0.0, seconds)):
            self._woken.clear()

    def wake(self) -> None:
        """End the sleep that is under way, or the next one."""
        self._woken.set()


class Interrupts:
    """What the signals asked for; the driver fetches it by calling this."""

    def __init__(self, clock: WakingClock, *, by: str, notify: Callable[[str], None]) -> None:
        """Prepare to listen.

        Args:
            clock: is woken by the first signal.
            by: who asks, as the journal shows it.
            notify: hears in one sentence that the first signal was understood.
        """
        self._clock, self._by, self._notify = clock, by, notify
        self._request: Request | None = None
        self._came = False

    def __call__(self) -> Request | None:
        """Return the request to go back, once."""
        request, self._request = self._request, None
        return request

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signals for as long as the `with` block lasts.

        Raises:
            Left: a second signal came.
        """
        before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        # A lost connection to the operator is no reason to leave a release unjudged.
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle(self, number: int, _: Any) -> None:
        if self._came:
            raise Left
        self._came = True
        name = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
        self._request = Request(
            kind=RequestKind.ABORT, by=self._by, why=f"{name} at the driver", at=self._clock.now()
        )
        self._notify(f"{name}: going back; once more leaves the release as it is")
        self._clock.wake()
