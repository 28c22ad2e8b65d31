"""What the parts of one lab share, and how they are run together."""

from __future__ import annotations

import asyncio
import sys
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lab.clock import Clock
from lab.cloudwatch.store import MetricStore
from lab.faults.active import ActiveFaults
from lab.hosts import HostTable
from lab.target_health import TargetHealth

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from aiohttp import web

    from lab.api.front import Front
    from lab.certificates import Authority


@dataclass
class Control:
    """One lab's shared things; every part is given it.

    `front.call(function, *arguments)` runs `function` where moto runs: whoever reads or
    changes moto's models does so there and nowhere else, and quickly.
    """

    front: Front
    account: str
    endpoint: str
    folder: Path
    authority: Authority
    clock: Clock = field(default_factory=Clock)
    faults: ActiveFaults = field(default_factory=ActiveFaults)
    metrics: MetricStore = field(default_factory=MetricStore)
    target_health: TargetHealth = field(default_factory=TargetHealth)
    hosts: HostTable = field(default_factory=HostTable)


class Part:
    """Something that AWS runs behind an API: load balancers, tasks, databases, alarms.

    Parts live in the emulator's process, in its event loop. They compare what moto's models
    say with what really runs, several times a second, and bring the two together: whoever
    changed a model, Terraform, the driver or a reset, needs to tell nobody.
    """

    def __init__(self, control: Control) -> None:
        """Patch moto where it must answer from what really runs; start nothing yet."""
        self.control = control

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return what it answers below `/_lab/`."""
        return ()

    def status(self) -> dict[str, Any]:
        """Return what `lab status` shows of it, ready for JSON."""
        return {}

    async def save(self) -> bytes:
        """Return what a saved account needs beside moto's models; nothing for most parts."""
        return b""

    def restore(self, data: bytes) -> None:
        """Begin from a saved account; in moto's thread, before `run`.

        The models say what ran in the lab that saved them: forget what does not run here.

        Args:
            data: what `save` returned there; empty where that part did not run.
        """

    async def run(self) -> None:
        """Work until cancelled, and then leave no process behind."""


async def run_parts(parts: Sequence[Part]) -> None:
    """Run all parts until cancelled; one that fails ends the lab, since it would lie."""
    async with asyncio.TaskGroup() as group:
        # A lab without parts is up until it is cancelled, too.
        group.create_task(asyncio.Event().wait())
        for part in parts:
            group.create_task(part.run(), name=type(part).__name__)


async def every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    """Call `act` again and again; what it raises goes to the lab's log, and it is tried again."""
    while True:
        try:
            await act()
        except Exception:  # noqa: BLE001 - a part outlives one bad round, loudly
            print("FAILED a round of a part; it is tried again", file=sys.stderr)
            traceback.print_exc()
            sys.stderr.flush()
        await asyncio.sleep(seconds)
