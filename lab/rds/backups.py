"""The data of snapshots, and of moments between them."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lab.rds.configuration import ADMIN, Recovery
from lab.rds.errors import ClusterError, NotYet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from lab.rds.cluster import Cluster

_ARCHIVE_SECONDS = 30.0


@dataclass(frozen=True)
class Backup:
    """A consistent copy of an instance's data.

    `ended` is in seconds since the epoch by the machine's clock.
    """

    folder: Path
    resource_id: str
    ended: float


class Backups:
    """All copies of a lab, by the id of the data; several snapshots may share one."""

    def __init__(self, folder: Path) -> None:
        """Keep them in `folder`, which each copy's server user can write to."""
        self._folder = folder
        self._backups: dict[str, Backup] = {}

    def adopt(self, backups: Mapping[str, Backup]) -> None:
        """Take over copies that another lab made."""
        self._backups.update(backups)

    def get(self, data_id: str) -> Backup | None:
        """Return a copy; None where it is not (any more, or yet) there."""
        return self._backups.get(data_id)

    def before(self, resource_id: str, at: float) -> Backup | None:
        """Return an instance's last copy that was complete at a moment."""
        found = [
            backup
            for backup in self._backups.values()
            if backup.resource_id == resource_id and backup.ended <= at
        ]
        return max(found, key=lambda backup: backup.ended, default=None)

    async def take(self, cluster: Cluster, *, resource_id: str, data_id: str, now: float) -> Backup:
        """Copy a running server's data, or that of one that was stopped.

        Args:
            cluster: the server.
            resource_id: the instance.
            data_id: what the copy is known by.
            now: the time when the server has stopped, where it has.

        Raises:
            ProgramFailed: nothing is kept.
        """
        folder = self._folder / data_id
        # What an attempt left that was interrupted.
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        ended = now
        if cluster.alive:
            await copy_running(cluster, by=cluster, to=folder)
            ended = float(await cluster.query("SELECT extract(epoch FROM clock_timestamp())"))
        else:
            await cluster.run(("cp", "-a", str(cluster.data), str(folder)))
        backup = Backup(folder, resource_id, ended)
        self._backups[data_id] = backup
        return backup

    async def keep_only(self, data_ids: AbstractSet[str]) -> None:
        """Remove what no snapshot holds and no restore needs."""
        for data_id in self._backups.keys() - data_ids:
            folder = self._backups.pop(data_id).folder
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def copy_running(cluster: Cluster, *, by: Cluster, to: Path) -> None:
    """Copy a running server's data, with the WAL that makes it consistent, as `by`'s user."""
    connect = ("-h", "127.0.0.1", "-p", str(cluster.port), "-U", ADMIN)
    how = ("--checkpoint=fast", "--wal-method=stream", "--no-sync", "--no-manifest")
    await by.run(("pg_basebackup", "-D", str(to), *connect, *how))


async def copy_into(cluster: Cluster, backup: Backup) -> None:
    """Lay a copy's data into a new cluster's folder."""
    await cluster.run(("cp", "-a", str(backup.folder), str(cluster.data)))
    for name in ("postmaster.pid", "postmaster.opts", "standby.signal", "recovery.signal"):
        (cluster.data / name).unlink(missing_ok=True)


async def prepare_recovery(target: Cluster, source: Cluster, *, at: float) -> Recovery:
    """Make sure that `target` finds all WAL of `source` up to a moment that has passed.

    A running source writes one more commit, so that recovery meets one after the moment
    and knows where to stop, and hands its WAL over. One that is down wrote nothing since.

    Raises:
        NotYet: the source is between the two.
        ClusterError: the source follows another.
    """
    if source.alive:
        if await source.query("SELECT pg_is_in_recovery()"):
            raise ClusterError("a replica has no past of its own here: restore its primary's")
        await source.query("SELECT txid_current()")
        segment = await source.query("SELECT pg_walfile_name(pg_switch_wal())")
        try:
            async with asyncio.timeout(_ARCHIVE_SECONDS):
                while not (source.archive / segment).exists():  # noqa: ASYNC110 - files tell nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise NotYet(f"the source has not archived {segment}") from None
        return Recovery((source.archive,), _moment(at))
    left = source.data / "pg_wal"
    if not left.exists():
        return Recovery((source.archive,), _moment(at))
    await target.run(("cp", "-a", f"{left}/.", str(target.recovery)))
    if source.alive:
        raise NotYet("the source was started in between")
    return Recovery((source.archive, target.recovery), _moment(at))


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
