"""A fleet of clusters without an emulator: tests say what the API would say."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lab.certificates import Authority
from lab.control import Control
from lab.rds import programs
from lab.rds.desired import Account, Asked, Empty, Instance
from lab.rds.fleet import Fleet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

USER, PASSWORD, DATABASE = "dbadmin", "secret", "app"


class NoApi:
    """Stands in for the emulator: nobody asks, and nobody is told."""

    async def call(self, *_: Any) -> None:
        """Do nothing."""


def account(*instances: Instance) -> Account:
    """Return an account that has these instances and no snapshot."""
    return Account(instances, (), frozenset(), frozenset())


def instance(resource_id: str, port: int) -> Instance:
    """Return a small, empty instance."""
    return Instance(
        region="eu-west-1",
        identifier=f"name-of-{resource_id}",
        resource_id=resource_id,
        address="127.0.0.1",
        port=port,
        major_version=16,
        user=USER,
        password=PASSWORD,
        managed_password=False,
        database=DATABASE,
        iam_authentication=False,
        parameters=(),
        log_exports=(),
        storage_gib=20,
        instance_class="db.t4g.micro",
        status="available",
        zone="eu-west-1a",
        primary=None,
        asked=Asked(Empty()),
        snapshots=(),
    )


@asynccontextmanager
async def fleet(metrics: Any = None) -> AsyncIterator[tuple[Fleet, Control]]:
    """Yield a fleet without clusters; `metrics` takes the place of the lab's store."""
    found = programs.find()
    assert found is not None
    with tempfile.TemporaryDirectory(prefix="rds-test-") as name:
        folder = Path(name)
        control = Control(
            front=cast("Any", NoApi()),
            account="123456789012",
            endpoint="",
            folder=folder,
            authority=Authority(folder),
            metrics=metrics,
        )
        made = Fleet(control, found)
        try:
            yield made, control
        finally:
            await made.close()


async def rounds(of: Fleet, told: Account, until: Callable[[], bool]) -> None:
    """Let the fleet work on what it is told until something is true."""
    async with asyncio.timeout(60):
        while not until():
            await of.round(told)
            await asyncio.sleep(0.02)
