"""What is measured of a cluster."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from lab.rds.metrics import Metrics, memory_gib
from lab.rds.ports import Ports
from tests.lab.rds import fleets

GIB = 1024**3


class Recorded:
    """Takes what a metric store is given."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.dimensions: set[frozenset[tuple[str, str]]] = set()

    def put(self, key: Any, at: float, values: dict[float, float]) -> None:
        """Remember the last value of each metric."""
        assert (key.region, key.namespace) == ("eu-west-1", "AWS/RDS")
        assert at > 0
        self.dimensions.add(key.dimensions)
        ((self.values[key.name], _),) = values.items()


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [("db.t4g.micro", 1), ("db.m7g.large", 8), ("db.r6g.xlarge", 32), ("db.m7g.4xlarge", 64)],
)
def test_a_class_has_its_memory(instance_class: str, gib: float) -> None:
    assert memory_gib(instance_class) == gib


async def _measure() -> Recorded:
    ports, recorded = Ports(), Recorded()
    instance = fleets.instance("db-1", ports.of("eu-west-1", "measured"))
    account = fleets.account(instance)
    async with fleets.fleet(recorded) as (fleet, control):
        metrics = Metrics(control)
        await fleets.rounds(
            fleet, account, lambda: "db-1" in fleet.keepers and fleet._tasks["db-1"].done()
        )
        await metrics.measure(account, fleet.keepers)
        client = await psycopg.AsyncConnection.connect(
            host="127.0.0.1",
            port=instance.port,
            user=fleets.USER,
            password=fleets.PASSWORD,
            dbname=fleets.DATABASE,
        )
        await client.execute("SELECT sum(i) FROM generate_series(1, 3000000) AS i")
        await metrics.measure(account, fleet.keepers)
        await client.close()
    ports.close()
    return recorded


def test_connections_processor_storage_and_memory_are_measured_per_instance() -> None:
    recorded = asyncio.run(_measure())
    assert recorded.dimensions == {frozenset({("DBInstanceIdentifier", "name-of-db-1")})}
    assert recorded.values["DatabaseConnections"] == 1
    assert 0 < recorded.values["CPUUtilization"] <= 100
    assert 19.9 * GIB < recorded.values["FreeStorageSpace"] < 20 * GIB
    assert 0 < recorded.values["FreeableMemory"] < GIB
    assert "ReplicaLag" not in recorded.values
