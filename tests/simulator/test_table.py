from __future__ import annotations

import pytest

from simulator.clock import VirtualClock
from simulator.faults import Fault, Faults, Killed
from simulator.table import Items, MemoryTable
from simulator.wire import Network
from sluice.errors import AwsUnreachable
from sluice.journal.table import Check, NotAsExpected, Put


def table(faults: dict[int, Fault] | None = None) -> tuple[MemoryTable, Items]:
    items = Items()
    process = Network(VirtualClock(), Faults(faults)).process()
    return MemoryTable(items, process), items


def test_an_item_is_read_back_without_its_keys() -> None:
    found, _ = table()
    found.write([Put("a", "1", {"x": 1})])
    assert found.get("a", "1") == {"x": 1}
    assert found.get("a", "2") is None


def test_what_is_read_cannot_change_what_is_there() -> None:
    found, items = table()
    found.write([Put("a", "1", {"x": 1})])
    dict(found.get("a", "1") or {})["x"] = 2
    ((_, item),) = found.query("a", "")
    assert item is not items.get("a", "1")


@pytest.mark.parametrize(
    "wrong",
    [
        Put("a", "1", {"x": 2}, expect=None),
        Put("a", "1", {"x": 2}, expect={"x": 7}),
        Put("a", "9", {"x": 2}, expect={"x": 7}),
        Check("a", "1", {"x": 7}),
        Check("a", "9", {"x": 1}),
    ],
)
def test_nothing_is_written_where_one_expectation_does_not_hold(wrong: Put | Check) -> None:
    found, items = table()
    found.write([Put("a", "1", {"x": 1})])
    before = {pk: dict(partition) for pk, partition in items.partitions.items()}
    with pytest.raises(NotAsExpected):
        found.write([Put("b", "1", {"y": 1}), wrong])
    assert items.partitions == before


def test_all_is_written_where_all_expectations_hold() -> None:
    found, _ = table()
    found.write([Put("a", "1", {"x": 1}, expect=None)])
    found.write([Check("a", "1", {"x": 1}), Put("b", "1", {"y": 1}, expect=None)])
    found.write([Put("a", "1", {"x": 2}, expect={"x": 1}), Put("b", "1", {"y": 2})])
    assert found.get("a", "1") == {"x": 2}
    assert found.get("b", "1") == {"y": 2}


def test_a_query_goes_by_sort_key_within_a_prefix() -> None:
    found, _ = table()
    found.write([Put("a", sk, {"sk": sk}) for sk in ("e#2", "e#1", "f#1", "e#10")])
    assert [sk for sk, _ in found.query("a", "e#")] == ["e#1", "e#10", "e#2"]
    assert list(found.query("none", "")) == []


def test_a_lost_answer_is_no_answer_though_it_was_written() -> None:
    found, items = table({0: Fault.LOST})
    with pytest.raises(AwsUnreachable):
        found.write([Put("a", "1", {"x": 1})])
    assert items.get("a", "1") == {"x": 1}


def test_a_throttled_write_is_not_written() -> None:
    found, items = table({0: Fault.THROTTLED})
    with pytest.raises(AwsUnreachable):
        found.write([Put("a", "1", {"x": 1})])
    assert items.get("a", "1") is None


def test_one_killed_before_a_write_leaves_nothing_and_one_killed_after_it_leaves_it() -> None:
    for fault, left in ((Fault.KILL_BEFORE, None), (Fault.KILL_AFTER, {"x": 1})):
        found, items = table({0: fault})
        with pytest.raises(Killed):
            found.write([Put("a", "1", {"x": 1})])
        assert items.get("a", "1") == left
        # The dead write no more.
        with pytest.raises(Killed):
            found.write([Put("a", "2", {"x": 1})])
        assert items.get("a", "2") is None


def test_the_newest_come_last_one_first() -> None:
    found, _ = table()
    found.write([Put("a", sk, {"sk": sk}) for sk in ("e#2", "e#1", "f#1", "e#3")])
    assert [sk for sk, _ in found.query("a", "e#", newest=2)] == ["e#3", "e#2"]


def test_what_dynamodb_refuses_is_refused() -> None:
    found, items = table()
    with pytest.raises(ValueError, match="twice"):
        found.write([Put("a", "1", {"x": 1}), Check("a", "1", {})])
    with pytest.raises(ValueError, match="100"):
        found.write([Put("a", str(sk), {"x": 1}) for sk in range(101)])
    assert items.partitions == {}
