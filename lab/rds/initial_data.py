"""Lays the first data of a new instance: none, a snapshot's, a moment's, or its primary's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.rds import backups
from lab.rds.configuration import ADMIN
from lab.rds.desired import Empty, FromSnapshot, PointInTime
from lab.rds.errors import ClusterError, NotYet, ProgramFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.rds.backups import Backups
    from lab.rds.cluster import Cluster
    from lab.rds.configuration import Recovery
    from lab.rds.desired import Following, Instance


@dataclass(frozen=True)
class Laid:
    """What the server has to do with the data at its first start.

    Attributes:
        recovery: where to take the WAL from that the data lacks; None: it lacks none.
        follows: whether it follows a primary.
    """

    recovery: Recovery | None = None
    follows: bool = False


async def lay_data(
    cluster: Cluster, wanted: Instance, *, store: Backups, clusters: Mapping[str, Cluster]
) -> Laid:
    """Lay an instance's data into its cluster's folder.

    Raises:
        NotYet: its source cannot give its data now.
        ClusterError: it never will.
    """
    await cluster.remove_data()
    origin = wanted.asked.origin
    if isinstance(origin, Empty):
        await _initialise(cluster)
        return Laid()
    if isinstance(origin, FromSnapshot):
        backup = store.get(origin.data_id)
        if backup is None:
            raise ClusterError("the snapshot's data is gone")
        await backups.copy_into(cluster, backup)
        return Laid()
    if isinstance(origin, PointInTime):
        backup = store.before(origin.resource_id, origin.at)
        source = clusters.get(origin.resource_id)
        if backup is None or source is None:
            raise ClusterError("no backup from before that moment is left")
        recovery = await backups.prepare_recovery(cluster, source, at=origin.at)
        await backups.copy_into(cluster, backup)
        return Laid(recovery=recovery)
    await _copy_primary(cluster, wanted, origin, clusters)
    return Laid(follows=True)


async def _initialise(cluster: Cluster) -> None:
    password = cluster.data.parent / "initial-password"
    cluster.write(password, cluster.password)
    who = ("-U", ADMIN, f"--pwfile={password}", "--auth=scram-sha-256")
    # Small WAL segments, since each one is archived.
    how = ("--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=1")
    await cluster.run(("initdb", "-D", str(cluster.data), *who, *how))
    password.unlink()


async def _copy_primary(
    cluster: Cluster, wanted: Instance, origin: Following, clusters: Mapping[str, Cluster]
) -> None:
    primary = clusters.get(origin.resource_id)
    if wanted.primary is None or primary is None:
        raise ClusterError("its primary is gone")
    if not primary.alive:
        raise NotYet("its primary is down")
    try:
        await backups.copy_running(primary, by=cluster, to=cluster.data)
    except ProgramFailed as error:
        raise NotYet(f"its primary could not be copied: {error}") from error
