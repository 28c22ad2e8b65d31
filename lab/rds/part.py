"""The databases of a lab: one PostgreSQL cluster per RDS instance."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING, Any

from lab.control import Part, every
from lab.rds import (
    models,
    moto_events,
    moto_instances,
    moto_reboot,
    moto_restore,
    moto_snapshots,
    programs,
    saved,
)
from lab.rds.fleet import Fleet
from lab.rds.logs import Logs
from lab.rds.metrics import Metrics
from lab.rds.ports import Ports
from lab.saved.moved import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from lab.control import Control
    from lab.rds.desired import Account

_ROUND_SECONDS = 0.2
_METRICS_SECONDS = 5.0
_LOGS_SECONDS = 1.0


class Databases(Part):
    """Keeps a cluster per instance, and the data of all snapshots."""

    def __init__(self, control: Control) -> None:
        super().__init__(control)
        self._ports = Ports()
        moto_events.patch()
        moto_instances.patch(control, self._ports)
        moto_reboot.patch()
        moto_snapshots.patch(control)
        moto_restore.patch(control, self._ports)
        self._fleet: Fleet | None = None
        self._saved = b""
        self._account: Account | None = None
        self._metrics = Metrics(control)
        self._logs = Logs(control)

    def status(self) -> dict[str, Any]:
        """Return each instance with where it is reached and what it does."""
        instances = self._account.instances if self._account is not None else ()
        keepers = self._fleet.keepers if self._fleet is not None else {}
        return {
            "instances": [
                {
                    "region": each.region,
                    "identifier": each.identifier,
                    "address": each.address,
                    "port": each.port,
                    "status": each.status,
                    "zone": each.zone,
                    "role": "replica" if each.primary is not None else "primary",
                    "pid": keeper.cluster.pid if keeper is not None else None,
                    "connections": keeper.connections if keeper is not None else 0,
                }
                for each in instances
                for keeper in (keepers.get(each.resource_id),)
            ]
        }

    async def save(self) -> bytes:
        """Return the data of all instances."""
        return await self._fleet.pack() if self._fleet is not None else b""

    def restore(self, data: bytes) -> None:
        """Let all instances begin with their saved data, at ports that are free here."""
        self._saved = data
        moved = saved.begin(self.control.account, self._ports, kept=bool(data))
        rewrite(self.control.account, moved)

    async def run(self) -> None:
        """Keep all clusters until cancelled, then end them at once."""
        found = await asyncio.to_thread(programs.find)
        if found is None:
            print(
                "FAILED no PostgreSQL server was found, so every DB instance fails: make setup "
                "fetches one; start the lab again then",
                file=sys.stderr,
                flush=True,
            )
            await every(_ROUND_SECONDS, self._fail_all)
            return
        self._fleet = Fleet(self.control, found, self._saved)
        self._saved = b""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(every(_ROUND_SECONDS, self._round))
                group.create_task(every(_METRICS_SECONDS, self._measure))
                group.create_task(every(_LOGS_SECONDS, self._export))
        finally:
            await _to_the_end(self._fleet.close)
            self._ports.close()

    async def _read(self) -> Account:
        self._account = await self.control.front.call(models.read, self.control.account)
        return self._account

    async def _fail_all(self) -> None:
        for instance in (await self._read()).instances:
            await self.control.front.call(
                models.tell_status, self.control.account, instance, "failed"
            )

    async def _round(self) -> None:
        if self._fleet is not None:
            await self._fleet.round(await self._read())

    async def _measure(self) -> None:
        if self._fleet is not None and self._account is not None:
            await self._metrics.measure(self._account, self._fleet.keepers)

    async def _export(self) -> None:
        if self._fleet is not None and self._account is not None:
            await self._logs.export(self._account, self._fleet.keepers)


async def _to_the_end(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do `work`, again where it is interrupted: who ends the loop cancels all tasks once more."""
    while True:
        task = asyncio.ensure_future(work())
        while not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(task)
        if not task.cancelled():
            task.result()
            return
