from __future__ import annotations

import json
from typing import Any

import pytest

from sluice.canary.journal.journal import Journal
from sluice.canary.model.reasons import Phase
from sluice.canary.model.requests import RequestKind
from sluice.errors import NotNow, UsageRefused
from sluice.journal.errors import JournalRefused
from sluice.journal.table import Put, Table
from tests.sluice.canary.journal.stories import NOW, acquire, after, begun, events, request
from tests.sluice.canary.releases import release as a_release
from tests.sluice.journal.fake_table import FakeTable

STAGE = "environment#web/stage"
IDS = ("20270115T080000Z-3f2a", "20270115T090000Z-0001", "20270201T000000Z-beef")


def test_releases_come_newest_first(table: Table) -> None:
    journal = _history(table)

    assert [release.id for release in journal.releases()] == list(reversed(IDS))
    assert [release.id for release in journal.releases(2)] == [IDS[2], IDS[1]]
    assert Journal(table, "web", "prod").releases() == ()


def test_a_release_is_found_by_an_unambiguous_beginning_of_its_id(table: Table) -> None:
    journal = _history(table)

    for beginning in (IDS[0], "20270115T08", "202702"):
        found = journal.release(beginning)
        assert found is not None
        assert found.id.startswith(beginning)
    assert journal.release("2028") is None
    with pytest.raises(UsageRefused, match="several releases begin with '20270115'"):
        journal.release("20270115")


def test_the_release_under_way_is_found_behind_one_that_a_wrong_clock_put_before_it(
    table: Table,
) -> None:
    journal = _history(table)
    lease = acquire(journal, "two")
    early = a_release(id="20270114T000000Z-0000")
    journal.begin(lease, early, events(0), NOW)

    assert journal.unfinished() == early


def test_a_release_that_cannot_be_read_any_more_does_not_hide_the_one_under_way() -> None:
    table = FakeTable()
    journal = _history(table)
    _damage(table, STAGE, f"release#{IDS[2]}", state="{")
    lease = acquire(journal, "two")
    new = a_release(id="20270301T000000Z-0000")
    journal.begin(lease, new, events(0), NOW)

    assert journal.unfinished() == new
    with pytest.raises(JournalRefused, match=f"'environment#web/stage', 'release#{IDS[2]}'"):
        journal.releases()


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "{"},
        {"state": json.dumps({"id": 1})},
        {"schema_version": 2},
        {"schema_version": "1"},
        {"version": 99},
    ],
)
def test_a_damaged_release_is_refused_by_its_name(damage: dict[str, Any]) -> None:
    table = FakeTable()
    story = begun(table)
    _damage(table, STAGE, f"release#{story.release.id}", **damage)

    for read in (story.journal.unfinished, lambda: story.journal.release(story.release.id)):
        with pytest.raises(
            JournalRefused, match=f"item 'environment#web/stage', 'release#{story.release.id}'"
        ):
            read()


def test_a_newer_writer_s_field_is_refused_not_dropped() -> None:
    table = FakeTable()
    story = begun(table)
    state = json.loads(story.release.model_dump_json()) | {"a_new_field": 1}
    _damage(table, STAGE, f"release#{story.release.id}", state=json.dumps(state))

    with pytest.raises(JournalRefused, match="a_new_field"):
        story.journal.unfinished()


@pytest.mark.parametrize(
    "damage", [{"events": "["}, {"schema_version": 7}, {"events": '[{"n":1}]'}]
)
def test_a_damaged_event_is_refused_by_its_name(damage: dict[str, Any]) -> None:
    table = FakeTable()
    story = begun(table)
    _damage(table, f"release#{story.release.id}", "event#00000000", **damage)

    with pytest.raises(JournalRefused, match="'event#00000000'"):
        list(story.journal.events(story.release.id))


def test_a_trail_with_a_hole_is_refused() -> None:
    table = FakeTable()
    story = begun(table)
    story.commit()
    story.commit()
    del table.items[f"release#{story.release.id}", "event#00000001"]

    with pytest.raises(JournalRefused, match="lacks event 1 before 'event#00000002'"):
        list(story.journal.events(story.release.id))


def test_a_request_waits_until_another_replaces_it(table: Table) -> None:
    journal = Journal(table, "web", "stage")
    assert journal.pending_request() is None

    journal.ask(request())
    journal.ask(request(RequestKind.RESUME))

    assert journal.pending_request() == request(RequestKind.RESUME)


@pytest.mark.parametrize(
    "urgent", [RequestKind.ABORT, RequestKind.SECURITY_ANOMALY, RequestKind.DR_CHECK_FAILED]
)
def test_nothing_but_going_back_replaces_a_request_that_goes_back(
    table: Table, urgent: RequestKind
) -> None:
    journal = Journal(table, "web", "stage")
    journal.ask(request())
    journal.ask(request(urgent, by="bob"))

    with pytest.raises(NotNow, match=f"{urgent} was asked of stage by bob"):
        journal.ask(request(RequestKind.RESUME))

    journal.ask(request(RequestKind.ABORT, by="eve"))
    assert journal.pending_request() == request(RequestKind.ABORT, by="eve")


def test_a_request_that_comes_between_is_not_overwritten_unseen() -> None:
    table = FakeTable()
    journal = Journal(table, "web", "stage")

    def abort_first() -> None:
        table.before_write = _nothing
        journal.ask(request(RequestKind.ABORT))

    table.before_write = abort_first
    with pytest.raises(NotNow):
        journal.ask(request(RequestKind.PAUSE))

    assert journal.pending_request() == request(RequestKind.ABORT)


def test_a_damaged_request_is_refused_by_its_name(table: Table) -> None:
    table.write([Put(STAGE, "request", {"request": '{"kind": "DANCE", "by": "x"}'})])

    with pytest.raises(JournalRefused, match="'environment#web/stage', 'request'"):
        Journal(table, "web", "stage").pending_request()


def _history(table: Table) -> Journal:
    journal = Journal(table, "web", "stage")
    for id_ in IDS:
        lease = acquire(journal, "one")
        first = a_release(id=id_)
        lease = journal.begin(lease, first, events(0), NOW)
        journal.end(lease, *after(first, phase=Phase.PROMOTED), NOW)
    return journal


def _damage(table: FakeTable, pk: str, sk: str, **changes: Any) -> None:
    table.items[pk, sk] = table.items[pk, sk] | changes


def _nothing() -> None:
    pass
