"""All clusters of a lab: made for new instances, removed with them."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import sys
from typing import TYPE_CHECKING

from lab.faults.kinds import DatabaseCrash
from lab.rds import folders, models
from lab.rds.backups import Backups
from lab.rds.cluster import Cluster
from lab.rds.configurator import Configurator
from lab.rds.keeper import Keeper
from lab.rds.ports import LOOPBACK
from lab.rds.saved import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from lab.control import Control
    from lab.rds.desired import Account, Instance, Snapshot
    from lab.rds.programs import Programs


class Fleet:
    """One keeper per instance, each of which does one thing at a time."""

    def __init__(self, control: Control, programs: Programs, saved: bytes = b"") -> None:
        """Start from nothing, or from a saved account's data: what was in the folder goes.

        Args:
            control: the lab's.
            programs: PostgreSQL's.
            saved: what `pack` returned in the lab that saved the account.
        """
        self._control = control
        self._root = folders.fresh(control.folder / "rds", programs.user)
        self._programs = programs.within_reach(self._root)
        # The administrator's: of all clusters, as their copies hold it, too.
        self._password = secrets.token_hex(16)
        copies = self._root / "snapshots"
        self._store = Backups(copies)
        self.keepers: dict[str, Keeper] = {}
        self._clusters: dict[str, Cluster] = {}
        self._folders: dict[str, Path] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._crashed: set[str] = set()
        copies.mkdir()
        self._give(copies)
        if saved:
            self._password, found = unpack(saved, folder=copies, user=programs.user)
            self._store.adopt(found)

    async def pack(self) -> bytes:
        """Return the data of all instances, for a saved account."""
        scratch = self._root / "saved"
        scratch.mkdir(exist_ok=True)
        self._give(scratch)
        return await pack(self._clusters, password=self._password, scratch=scratch)

    def _give(self, folder: Path) -> None:
        if self._programs.user is not None:
            shutil.chown(folder, self._programs.user)

    async def round(self, account: Account) -> None:
        """Begin what is to be done for each instance that waits for nothing."""
        wanted = {instance.resource_id: instance for instance in account.instances}
        self._crash(account)
        listening = {each.port: id_ for id_, each in self._clusters.items() if each.alive}
        for resource_id, instance in wanted.items():
            if resource_id not in self.keepers:
                self.keepers[resource_id] = self._keeper(instance)
            # Who takes another's name waits until that one has left its port.
            if listening.get(instance.port, resource_id) == resource_id:
                self._begin(resource_id, self.keepers[resource_id].step(instance))
        for resource_id in self.keepers.keys() - wanted.keys():
            keeper = self.keepers.pop(resource_id)
            step = self._tasks.pop(resource_id, None)
            pending = tuple(each for each in account.pending if each.resource_id == resource_id)
            needed = bool(pending) or resource_id in account.backed_up
            work = self._retire(keeper, step, pending, well=needed)
            self._begin(resource_id, work)
        for resource_id in self._clusters.keys() - wanted.keys() - account.backed_up:
            if self._idle(resource_id):
                await self._clusters.pop(resource_id).stop(signal.SIGQUIT)
                self._tasks.pop(resource_id, None)
                folder = self._folders.pop(resource_id)
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        await self._store.keep_only(account.data_ids)

    def _idle(self, resource_id: str) -> bool:
        task = self._tasks.get(resource_id)
        return task is None or task.done()

    def _begin(self, resource_id: str, work: Coroutine[None, None, None]) -> None:
        """Do something for an instance, unless something is being done."""
        if not self._idle(resource_id):
            work.close()
            return
        done = self._tasks.get(resource_id)
        if done is not None and not done.cancelled() and done.exception() is not None:
            print(f"FAILED {resource_id}: {done.exception()!r}; tried again", file=sys.stderr)
            sys.stderr.flush()
        self._tasks[resource_id] = asyncio.create_task(work, name=f"rds {resource_id}")

    def _keeper(self, instance: Instance) -> Keeper:
        folder = self._root / instance.region / instance.identifier / instance.resource_id
        folder.mkdir(parents=True)
        self._give(folder)
        cluster = Cluster(folder, self._programs, password=self._password)
        self._clusters[instance.resource_id] = cluster
        self._folders[instance.resource_id] = folder
        name = f"{instance.identifier}.aaaaaaaaaa.{instance.region}.rds.amazonaws.com"
        leaf = self._control.authority.issue((LOOPBACK, "localhost", name))
        certificate, key = folder / "server.crt", folder / "server.key"
        chain = b"".join(pem.bytes() for pem in leaf.cert_chain_pems)
        cluster.write(certificate, chain.decode())
        cluster.write(key, leaf.private_key_pem.bytes().decode())

        configurator = Configurator(
            cluster,
            certificate=certificate,
            key=key,
            known=self._programs.parameters,
            clusters=self._clusters,
        )
        return Keeper(
            cluster,
            configurator,
            control=self._control,
            store=self._store,
            clusters=self._clusters,
        )

    async def _retire(
        self,
        keeper: Keeper,
        step: asyncio.Task[None] | None,
        pending: tuple[Snapshot, ...],
        *,
        well: bool,
    ) -> None:
        """End a deleted instance's server; its last data goes into the final snapshot.

        Args:
            keeper: the instance's.
            step: what is being done for it.
            pending: the snapshots that still wait for its data.
            well: write all that is in memory; False: who deletes all of it need not.
        """
        if step is not None:
            step.cancel()
            await asyncio.wait((step,))
        await keeper.cluster.stop(signal.SIGINT if well and keeper.made else signal.SIGQUIT)
        if keeper.made and keeper.last is not None:
            await keeper.take_snapshots(keeper.last, pending)
        else:
            for snapshot in pending:
                await self._control.front.call(models.tell_lost, self._control.account, snapshot)
        await keeper.cluster.remove_data()

    def _crash(self, account: Account) -> None:
        """Let new faults kill their database."""
        for fault, kind in self._control.faults.of(DatabaseCrash):
            for instance in account.instances:
                keeper = self.keepers.get(instance.resource_id)
                if (
                    instance.identifier == kind.instance
                    and fault.id not in self._crashed
                    and keeper is not None
                    and keeper.cluster.alive
                    and self._idle(instance.resource_id)
                ):
                    self._crashed.add(fault.id)
                    fault.hit()
                    self._begin(instance.resource_id, keeper.crash(instance, kind.down_seconds))

    async def close(self) -> None:
        """End all servers at once, and remove all data; it may be called again."""
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        ends = (cluster.stop(signal.SIGQUIT) for cluster in self._clusters.values())
        await asyncio.gather(*ends, return_exceptions=True)
        folders.remove(self._control.folder / "rds")
