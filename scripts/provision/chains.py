"""Runs chains of steps side by side, skips what is done, and shows what is under way."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.provision.commands import StepFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scripts.provision.stamps import Stamps

_REPORT_SECONDS = 10.0
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Step:
    """One thing to build from hashed input."""

    name: str
    doing: str
    key: str
    output: Path
    build: Callable[[], None]


Chain = tuple[Step, ...]


def unfinished(chain: Chain, stamps: Stamps) -> Chain:
    """Return the steps from the first unfinished one on: each builds on those before it."""
    for position, step in enumerate(chain):
        if not (step.output.exists() and stamps.is_done(step.name, step.key)):
            return chain[position:]
    return ()


@dataclass
class Runner:
    """Runs chains in threads; says when each step starts, lasts and ends."""

    stamps: Stamps
    failures: list[str] = field(default_factory=list)
    _under_way: dict[str, float] = field(default_factory=dict)

    def run(self, chains: Sequence[Chain]) -> bool:
        """Run all chains to their ends; True where every step succeeded."""
        threads = [threading.Thread(target=self._chain, args=(c,), daemon=True) for c in chains]
        for thread in threads:
            thread.start()
        reported = time.monotonic()
        while any(thread.is_alive() for thread in threads):
            time.sleep(_POLL_SECONDS)
            if time.monotonic() - reported > _REPORT_SECONDS:
                reported = time.monotonic()
                started = dict(self._under_way)
                ages = (f"{name} {reported - since:.0f} s" for name, since in started.items())
                say(f"  ... {', '.join(ages)}")
        return not self.failures

    def _chain(self, chain: Chain) -> None:
        for step in chain:
            if not self._step(step):
                return

    def _step(self, step: Step) -> bool:
        started = self._under_way[step.name] = time.monotonic()
        say(f"  {step.name}: {step.doing}")
        self.stamps.clear(step.name)
        try:
            step.build()
        except (StepFailed, OSError, ValueError) as error:
            self.failures.append(step.name)
            say(f"  {step.name}: FAILED: {error}")
            return False
        finally:
            del self._under_way[step.name]
        self.stamps.set(step.name, step.key)
        say(f"  {step.name}: done in {time.monotonic() - started:.0f} s")
        return True


def say(line: str) -> None:
    """Print a whole line at once, also from a thread."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
