"""Measures the clusters every few seconds, as CloudWatch's AWS/RDS metrics."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from typing import TYPE_CHECKING

import psutil
import psycopg

from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from lab.control import Control
    from lab.rds.cluster import Cluster
    from lab.rds.desired import Account, Instance
    from lab.rds.keeper import Keeper

_NAMESPACE = "AWS/RDS"
_GIB = 1024**3
_QUERY = """
SELECT json_build_object(
    'connections', (SELECT count(*) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND usename <> 'rdsadmin'),
    'data_bytes', (SELECT sum(pg_database_size(oid)) FROM pg_database)
                  + (SELECT coalesce(sum(size), 0) FROM pg_ls_waldir()),
    'lag_seconds', CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
             AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') THEN 0
        ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END)
"""
# A class's memory by its size; the families differ by a factor.
_MEMORY_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
_MEMORY_FAMILY = ("r", "x")


def memory_gib(instance_class: str) -> float:
    """Return about how much memory an instance class such as db.m7g.2xlarge has."""
    _, family, size = instance_class.split(".")
    factor = 2 if family.startswith(_MEMORY_FAMILY) else 1
    if size in _MEMORY_GIB:
        return _MEMORY_GIB[size] * (factor if size.endswith("large") else 1)
    count = size.removesuffix("xlarge")
    return 16 * factor * (int(count) if count.isdigit() else 1)


class Metrics:
    """Remembers the processor time of the processes between two measurements."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._seconds: dict[str, tuple[float, dict[int, float]]] = {}

    async def measure(self, account: Account, keepers: dict[str, Keeper]) -> None:
        """Put what all running clusters measure now; a cluster that is down says nothing."""
        for instance in account.instances:
            keeper = keepers.get(instance.resource_id)
            if keeper is None or not keeper.cluster.alive or not keeper.made:
                continue
            with contextlib.suppress(psycopg.Error):
                told = await keeper.cluster.query(_QUERY)
                keeper.connections = int(told["connections"])
                # Looking for the server's processes takes long on a machine that has many.
                used, percent = await asyncio.to_thread(
                    self._processes, instance.resource_id, keeper.cluster
                )
                self._put(instance, told, used_bytes=used, cpu_percent=percent)

    def _put(
        self,
        instance: Instance,
        told: dict[str, float | None],
        *,
        used_bytes: float,
        cpu_percent: float | None,
    ) -> None:
        values = {
            "DatabaseConnections": told["connections"],
            "CPUUtilization": cpu_percent,
            "FreeStorageSpace": max(0.0, instance.storage_gib * _GIB - (told["data_bytes"] or 0)),
            "FreeableMemory": max(0.0, memory_gib(instance.instance_class) * _GIB - used_bytes),
        }
        if instance.primary is not None:
            values["ReplicaLag"] = told["lag_seconds"]
        for name, value in values.items():
            if value is not None:
                key = metric_key(
                    instance.region,
                    _NAMESPACE,
                    name,
                    {"DBInstanceIdentifier": instance.identifier},
                )
                self._control.metrics.put(key, self._control.clock.now(), {float(value): 1})

    def _processes(self, resource_id: str, cluster: Cluster) -> tuple[float, float | None]:
        """Return memory in bytes, and of all processors the percentage that was used.

        The percentage is None at the first measurement.
        """
        used, now, seconds = 0.0, time.monotonic(), dict[int, float]()
        for process in cluster.processes():
            with contextlib.suppress(psutil.Error):
                times, memory = process.cpu_times(), process.memory_info()
                seconds[process.pid] = times.user + times.system
                used += memory.rss - getattr(memory, "shared", 0)
        earlier = self._seconds.get(resource_id)
        self._seconds[resource_id] = now, seconds
        if earlier is None:
            return used, None
        before, known = earlier
        spent = sum(spent - min(known.get(pid, 0.0), spent) for pid, spent in seconds.items())
        percent = 100 * spent / max(now - before, 0.001) / (os.cpu_count() or 1)
        return used, min(100.0, percent)
