"""The journal's table three times: on the emulator, in the simulator, and in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from simulator.clock import VirtualClock
from simulator.table import Items, MemoryTable
from simulator.wire import Network
from sluice.canary.journal.dynamo import DynamoTable
from tests.sluice.canary.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.journal.table import Table

TABLE = "sluice-journal"


def create(client: Any) -> None:
    client.create_table(
        TableName=TABLE,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture
def dynamo(lab: Callable[..., Any]) -> DynamoTable:
    client = lab("dynamodb")
    create(client)
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
