"""What a saved account keeps of its databases: their data, and how a new lab begins with it."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import tarfile
import time
from typing import TYPE_CHECKING

from moto.backends import get_backend

from lab.rds import moto_state
from lab.rds.backups import Backup, copy_running
from lab.rds.desired import Empty, Following, FromSnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from moto.rds.models import RDSBackend

    from lab.rds.cluster import Cluster
    from lab.rds.ports import Ports

_PASSWORD = "administrator"  # noqa: S105 - a name in the archive


async def pack(clusters: Mapping[str, Cluster], *, password: str, scratch: Path) -> bytes:
    """Return the data of all running servers that follow no other.

    Args:
        clusters: by the resource id of their instance.
        password: the administrator's, which the data holds.
        scratch: a folder that the servers' user may write to.
    """
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        member = tarfile.TarInfo(_PASSWORD)
        member.size = len(password)
        archive.addfile(member, io.BytesIO(password.encode()))
        for resource_id, cluster in clusters.items():
            if not cluster.alive or await cluster.query("SELECT pg_is_in_recovery()"):
                continue
            folder = scratch / f"saved-{resource_id}"
            await copy_running(cluster, by=cluster, to=folder)
            await asyncio.to_thread(archive.add, folder, arcname=resource_id)
            await asyncio.to_thread(shutil.rmtree, folder)
    return out.getvalue()


def unpack(data: bytes, *, folder: Path, user: int | None) -> tuple[str, dict[str, Backup]]:
    """Lay saved data below `folder` for `user`; return the administrator's password and copies."""
    found: dict[str, Backup] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        member = archive.extractfile(_PASSWORD)
        if member is None:
            raise ValueError("saved databases without their administrator's password")
        password = member.read().decode()
        names = [name for name in archive.getnames() if name != _PASSWORD]
        archive.extractall(folder, [archive.getmember(name) for name in names], filter="tar")
    for resource_id in {name.split("/")[0] for name in names}:
        copy = folder / resource_id
        if user is not None:
            for parent, _, files in os.walk(copy):
                os.chown(parent, user, -1)
                for file in files:
                    os.chown(os.path.join(parent, file), user, -1)  # noqa: PTH118 - thousands of files
        found[data_id(resource_id)] = Backup(copy, resource_id, time.time())
    return password, found


def data_id(resource_id: str) -> str:
    """Return what an instance's saved data is known by."""
    return f"saved-{resource_id}"


def begin(account: str, ports: Ports, *, kept: bool) -> dict[int, int]:
    """Let all instances of a loaded account begin anew; in moto's thread.

    Snapshots are forgotten with their data, which stayed with the lab that saved the account.

    Args:
        account: whose models were loaded.
        ports: this lab's.
        kept: whether there is saved data for them.

    Returns:
        the ports that changed: the old one, and the one now.
    """
    moved = {}
    for backend in list(get_backend("rds")[account].values()):
        _forget_snapshots(backend)
        for database in backend.databases.values():
            if moto_state.get(database) is None:
                continue
            before, resource_id = int(database.port), database.dbi_resource_id
            primary = database.source_db_instance_identifier if database.is_replica else None
            if primary:
                origin = Following(backend.find_db_from_id(primary).dbi_resource_id)
                moto_state.begin(database, origin, ports)
            elif kept:
                moto_state.begin(database, FromSnapshot(data_id(resource_id)), ports)
            else:
                moto_state.begin(database, Empty(), ports)
            if int(database.port) != before:
                moved[before] = int(database.port)
    return moved


def _forget_snapshots(backend: RDSBackend) -> None:
    for name, snapshot in list(backend.database_snapshots.items()):
        if moto_state.data_id(snapshot) is not None:
            del backend.database_snapshots[name]
