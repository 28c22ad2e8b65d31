"""What several tests need: a browser; the journal's table on the emulator, simulated, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scripts import browser
from simulator.clock import VirtualClock
from simulator.table import Items, MemoryTable
from simulator.wire import Network
from sluice.journal.dynamo import DynamoTable
from tests.aws_parts import journal_table
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sluice.journal.table import Table

TABLE = "sluice-journal"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Tab]:
    """One browser for all tests of a module; starting it takes a second."""
    with browser.tab(tmp_path_factory.mktemp("profile")) as made:
        yield made


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
