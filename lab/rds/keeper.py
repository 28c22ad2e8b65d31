"""Brings one cluster to what the API asks of its instance, one thing after the other."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lab.rds import models, moto_events, roles
from lab.rds.desired import Empty, Following
from lab.rds.errors import ClusterError, DidNotStart, NotYet
from lab.rds.initial_data import lay_data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lab.control import Control
    from lab.rds.backups import Backups
    from lab.rds.cluster import Cluster
    from lab.rds.configuration import Recovery
    from lab.rds.configurator import Configurator
    from lab.rds.desired import Instance, Snapshot

# On AWS it takes one to two minutes; here long enough to be seen.
_FAILOVER_SECONDS = 2.0
_RECOVERY_ENDED_EARLY = "recovery ended before configured recovery target was reached"
_BAD_CONFIGURATION = ("configuration file", "invalid value for parameter")


class Keeper:
    """One instance and its cluster."""

    def __init__(
        self,
        cluster: Cluster,
        configurator: Configurator,
        *,
        control: Control,
        store: Backups,
        clusters: Mapping[str, Cluster],
    ) -> None:
        """Keep an instance whose cluster does not exist yet.

        Args:
            cluster: of which there is an empty folder.
            configurator: writes its configuration.
            control: the lab's.
            store: all copies of data.
            clusters: all clusters by the resource id of their instance, this one, too.
        """
        self.cluster = cluster
        self.made = False
        self.last: Instance | None = None
        self.connections = 0
        self._configurator = configurator
        self._control = control
        self._store = store
        self._clusters = clusters
        self._failure: tuple[str, Instance] | None = None
        self._down_until = 0.0
        self._password: str | None = None
        self._reboots = 0
        self._failovers = 0
        self._follows = False
        self._waiting: str | None = None

    async def _tell(self, function: Callable[..., None], *arguments: Any) -> None:
        await self._control.front.call(function, self._control.account, *arguments)

    async def _tell_status(self, wanted: Instance, status: str) -> None:
        await self._tell(models.tell_status, wanted, status)

    async def step(self, wanted: Instance) -> None:
        """Do what is to be done; it may take seconds."""
        self.last = wanted
        if self._failure is not None:
            status, failed = self._failure
            if failed.parameters == wanted.parameters:
                await self._give_up(wanted, status)
                return
            self._failure = None
        try:
            if not self.made:
                await self._make(wanted)
            if wanted.asked.running:
                await self._keep_running(wanted)
            else:
                await self._keep_stopped(wanted)
        except NotYet as reason:
            if str(reason) != self._waiting:
                self._waiting = str(reason)
                print(f"WAITING {wanted.identifier}: {reason}", file=sys.stderr, flush=True)
        except ClusterError as error:
            await self._fail(wanted, error)

    async def _fail(self, wanted: Instance, error: ClusterError) -> None:
        status = "failed"
        if isinstance(error, DidNotStart) and any(
            each in str(error) for each in _BAD_CONFIGURATION
        ):
            status = "incompatible-parameters"
        print(f"FAILED {wanted.identifier} is {status}: {error}", file=sys.stderr, flush=True)
        self._failure = status, wanted
        await self._tell(models.tell_event, wanted, moto_events.FAILED)
        await self._give_up(wanted, status)

    async def _give_up(self, wanted: Instance, status: str) -> None:
        await self._tell_status(wanted, status)
        for snapshot in wanted.snapshots:
            await self._tell(models.tell_lost, snapshot)

    async def _make(self, wanted: Instance) -> None:
        """Make the data folder and start the server for the first time."""
        laid = await lay_data(self.cluster, wanted, store=self._store, clusters=self._clusters)
        self._configurator.forget()
        self._follows = laid.follows
        if laid.follows:
            self.cluster.write(self.cluster.data / "standby.signal", "")
        await self._first_start(wanted, laid.recovery)
        if isinstance(wanted.asked.origin, Empty):
            await roles.create(self.cluster, user=wanted.user, database=wanted.database)
        elif not wanted.managed_password:
            # Its data knows the password that was in force when it was copied.
            self._password = wanted.password
        if not isinstance(wanted.asked.origin, Empty | Following):
            await self._tell(models.tell_event, wanted, moto_events.RESTORED)
        self._reboots, self._failovers = wanted.asked.reboots, wanted.asked.failovers
        self.made = True

    async def _first_start(self, wanted: Instance, recovery: Recovery | None) -> None:
        if recovery is None:
            await self._start(wanted)
            return
        signal = self.cluster.data / "recovery.signal"
        self.cluster.write(signal, "")
        try:
            await self._start(wanted, recovery)
        except DidNotStart as error:
            if _RECOVERY_ENDED_EARLY not in str(error):
                raise
            # The source was down, and no commit followed that moment: all of it is wanted.
            self.cluster.write(signal, "")
            await self._start(wanted, replace(recovery, target=None))
        self._configurator.write(wanted)

    async def _start(self, wanted: Instance, recovery: Recovery | None = None) -> None:
        self._configurator.write(wanted, recovery)
        self.cluster.port = wanted.port
        await self.cluster.start()

    async def _keep_stopped(self, wanted: Instance) -> None:
        if self.cluster.alive:
            await self.cluster.stop()
            await self._tell(models.tell_event, wanted, moto_events.STOPPED)
        await self.take_snapshots(wanted, wanted.snapshots)
        await self._tell_status(wanted, "stopped")

    async def _keep_running(self, wanted: Instance) -> None:
        asked = wanted.asked
        if asked.failovers != self._failovers:
            await self._fail_over(wanted)
        elif asked.reboots != self._reboots or self._moved(wanted):
            await self._restart(wanted)
        elif not self.cluster.alive:
            if time.monotonic() < self._down_until:
                return
            await self._recover(wanted)
        self._reboots, self._failovers = asked.reboots, asked.failovers
        self._configurator.write(wanted)
        if self._follows and wanted.primary is None:
            await self.cluster.query("SELECT pg_promote()")
            self._follows = False
            await self._tell(models.tell_event, wanted, moto_events.PROMOTED)
        await self._set_password(wanted)
        await self.take_snapshots(wanted, wanted.snapshots)
        if wanted.status != "available" or wanted.snapshots:
            await self._tell_status(wanted, "available")

    def _moved(self, wanted: Instance) -> bool:
        return self.cluster.alive and self.cluster.port != wanted.port

    async def _set_password(self, wanted: Instance) -> None:
        if wanted.password in (None, self._password) or self._follows:
            return
        await roles.set_password(self.cluster, user=wanted.user, password=wanted.password)
        if self._password is not None:
            await self._tell(models.tell_event, wanted, moto_events.PASSWORD_RESET)
        self._password = wanted.password

    async def _restart(self, wanted: Instance) -> None:
        await self._tell(models.tell_event, wanted, moto_events.SHUTDOWN)
        await self.cluster.stop()
        await self._start(wanted)
        await self._tell(models.tell_event, wanted, moto_events.RESTARTED)

    async def _fail_over(self, wanted: Instance) -> None:
        await self._tell(models.tell_event, wanted, moto_events.FAILOVER_STARTED)
        await self.cluster.kill()
        await asyncio.sleep(_FAILOVER_SECONDS)
        await self._start(wanted)
        await self._tell(models.tell_event, wanted, moto_events.RESTARTED)
        await self._tell(models.tell_failover, wanted)

    async def _recover(self, wanted: Instance) -> None:
        """Start a server that was stopped, crashed, or was made to."""
        if self.cluster.stopped_well:
            await self._start(wanted)
            await self._tell(models.tell_event, wanted, moto_events.STARTED)
            return
        await self._tell_status(wanted, "rebooting")
        await self._tell(models.tell_event, wanted, moto_events.RECOVERY_STARTED)
        await self.cluster.kill()
        await self._start(wanted)
        await self._tell(models.tell_event, wanted, moto_events.RESTARTED)
        await self._tell(models.tell_event, wanted, moto_events.RECOVERY_COMPLETED)
        await self._tell_status(wanted, "available")

    async def take_snapshots(self, wanted: Instance, snapshots: tuple[Snapshot, ...]) -> None:
        """Take the data of the snapshots that wait for it; of a deleted instance, too."""
        for snapshot in snapshots:
            await self._tell_status(wanted, "backing-up")
            await self._tell(models.tell_begun, wanted, snapshot)
            try:
                backup = await self._store.take(
                    self.cluster,
                    resource_id=wanted.resource_id,
                    data_id=snapshot.data_id,
                    now=time.time(),
                )
            except ClusterError as error:
                print(f"FAILED snapshot {snapshot.identifier}: {error}", file=sys.stderr)
                # Every instance needs an automated one: it is tried again.
                if not snapshot.automated:
                    await self._tell(models.tell_lost, snapshot)
                continue
            at = backup.ended + self._control.clock.skew_seconds
            await self._tell(models.tell_taken, wanted, snapshot, at)

    async def crash(self, wanted: Instance, down_seconds: float) -> None:
        """Kill the server's processes and let it lie for a while."""
        self._down_until = time.monotonic() + down_seconds
        await self._tell_status(wanted, "rebooting")
        await self.cluster.kill()
