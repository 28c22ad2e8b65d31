"""The journal's table three times: on the emulator, in the simulator, and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.clock import VirtualClock
from simulator.table import Items, MemoryTable
from simulator.wire import Network
from sluice.canary.journal.dynamo import DynamoTable
from tests.aws_parts import journal_table
from tests.sluice.canary.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.journal.table import Table

TABLE = "sluice-journal"


@pytest.fixture
def dynamo(lab: Callable[..., Any]) -> DynamoTable:
    client = lab("dynamodb")
    journal_table(client, TABLE)
    return DynamoTable(client, TABLE)


@pytest.fixture
def memory() -> FakeTable:
    return FakeTable()


@pytest.fixture(params=["dynamo", "simulator", "memory"])
def table(request: pytest.FixtureRequest) -> Table:
    """Return an empty table; all three must behave the same."""
    if request.param == "simulator":
        return MemoryTable(Items(), Network(VirtualClock()).process())
    found: Table = request.getfixturevalue(request.param)
    return found
