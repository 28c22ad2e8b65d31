from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.journal.table import Check, NotAsExpected, Put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.journal.table import Scalar, Table


def test_an_item_is_read_as_it_was_written_without_its_keys(table: Table) -> None:
    table.write([Put("p", "a", {"text": "", "number": 12_345_678_901_234, "name": "ü"})])

    assert table.get("p", "a") == {"text": "", "number": 12_345_678_901_234, "name": "ü"}


def test_what_is_not_there_is_none(table: Table) -> None:
    assert table.get("p", "a") is None


def test_an_item_is_written_whole(table: Table) -> None:
    table.write([Put("p", "a", {"old": 1, "both": 1})])
    table.write([Put("p", "a", {"new": 2, "both": 2})])

    assert table.get("p", "a") == {"new": 2, "both": 2}


@pytest.mark.parametrize("expect", [None, {"state": "other"}, {"absent": "x"}, {"state": 1}])
def test_nothing_is_written_where_one_expectation_fails(
    table: Table, expect: Mapping[str, Scalar] | None
) -> None:
    table.write([Put("p", "a", {"state": "old"})])

    with pytest.raises(NotAsExpected):
        table.write(
            [
                Put("p", "b", {"state": "new"}),
                Put("p", "a", {"state": "new"}, expect),
                Put("p", "c", {"state": "new"}),
            ]
        )

    assert table.get("p", "a") == {"state": "old"}
    assert table.get("p", "b") is None
    assert table.get("p", "c") is None


def test_all_is_written_where_every_expectation_holds(table: Table) -> None:
    table.write([Put("p", "a", {"state": "old", "number": 1}), Put("p", "c", {"x": "y"})])

    table.write(
        [
            Put("p", "a", {"state": "new"}, {"state": "old", "number": 1}),
            Put("p", "b", {"state": "new"}, None),
            Check("p", "c", {"x": "y"}),
        ]
    )

    assert table.get("p", "a") == {"state": "new"}
    assert table.get("p", "b") == {"state": "new"}
    assert table.get("p", "c") == {"x": "y"}


@pytest.mark.parametrize("item", [None, {"x": "other"}])
def test_a_check_that_fails_keeps_all_from_being_written(
    table: Table, item: Mapping[str, Scalar] | None
) -> None:
    if item is not None:
        table.write([Put("p", "c", item)])

    with pytest.raises(NotAsExpected):
        table.write([Put("p", "a", {"state": "new"}), Check("p", "c", {"x": "y"})])

    assert table.get("p", "a") is None


def test_an_expectation_of_an_item_that_is_not_there_fails(table: Table) -> None:
    with pytest.raises(NotAsExpected):
        table.write([Put("p", "a", {"state": "new"}, {"state": "old"})])


def test_a_query_yields_a_partition_s_items_of_a_prefix_in_order(table: Table) -> None:
    table.write([Put("p", sk, {"sk_was": sk}) for sk in ("e#3", "e#1", "f#1", "e#2", "d#9")])
    table.write([Put("other", "e#1", {"sk_was": "of another partition"})])

    assert [(sk, item["sk_was"]) for sk, item in table.query("p", "e#")] == [
        ("e#1", "e#1"),
        ("e#2", "e#2"),
        ("e#3", "e#3"),
    ]


def test_the_newest_come_last_one_first(table: Table) -> None:
    table.write([Put("p", f"e#{number}", {"n": number}) for number in range(5)])
    table.write([Put("p", "f#0", {"n": 0})])

    assert [item["n"] for _, item in table.query("p", "e#", newest=2)] == [4, 3]
    assert [item["n"] for _, item in table.query("p", "e#", newest=9)] == [4, 3, 2, 1, 0]
    assert list(table.query("p", "e#", newest=0)) == []


def test_a_hundred_items_are_one_write(table: Table) -> None:
    table.write([Put("p", f"e#{number:03d}", {"n": number}) for number in range(100)])

    assert len(list(table.query("p", "e#"))) == 100
