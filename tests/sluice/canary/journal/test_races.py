"""Journals that race on one table: one wins, the deposed never write, no event is missing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from sluice.canary.journal.errors import RequestWaits
from sluice.canary.journal.journal import Journal
from sluice.canary.model.requests import RequestKind
from sluice.errors import AwsUnreachable
from sluice.journal.errors import LeaseHeld, Superseded
from tests.sluice.canary.journal.lockstep import Lockstep, SteppedTable
from tests.sluice.canary.journal.stories import NOW, acquire, after, begun, request
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.journal.dynamo import DynamoTable
    from sluice.journal.lease import Lease

T = TypeVar("T")

RACERS = 6


def test_of_many_that_acquire_at_once_exactly_one_gets_the_lease(dynamo: DynamoTable) -> None:
    journal = Journal(dynamo, "web", "stage")
    for round_ in range(5):
        start = threading.Barrier(RACERS)

        def race(number: int, round_: int = round_, start: threading.Barrier = start) -> bool:
            start.wait()
            try:
                acquire(journal, f"racer {round_}/{number}", NOW + 1000 * round_)
            except LeaseHeld:
                return False
            return True

        with ThreadPoolExecutor(RACERS) as pool:
            assert sum(pool.map(race, range(RACERS))) == 1


def test_drivers_that_depose_one_another_leave_a_trail_without_holes(dynamo: DynamoTable) -> None:
    story = begun(dynamo)
    id_ = story.release.id
    start = threading.Barrier(4)
    deposed: list[int] = []

    def drive(number: int) -> None:
        journal = Journal(dynamo, "web", "stage")
        start.wait()
        for _ in range(4):
            lease = acquire(journal, f"driver {number}", by_force=True)
            found = journal.release(id_)
            assert found is not None
            try:
                for _ in range(3):
                    found, new = after(found, started_by=lease.holder)
                    lease = journal.commit(lease, found, new, NOW)
            except Superseded:
                deposed.append(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(drive, range(4)))

    final = story.journal.release(id_)
    assert final is not None
    assert len(list(story.journal.events(id_))) == final.events == final.version
    assert deposed, "nobody was deposed: this proves nothing"


class States:
    """Every state of the release that got into a table, with the epoch of who wrote it."""

    def __init__(self, table: FakeTable) -> None:
        self._table = table
        self.seen: list[tuple[int, int]] = []

    def note(self) -> None:
        for (_, sk), item in self._table.items.items():
            if sk.startswith("release#"):
                state = (int(item["epoch"]), int(item["version"]))
                if self.seen[-1:] != [state]:
                    self.seen.append(state)


@settings(max_examples=400, deadline=None)
@given(
    schedule=st.lists(st.integers(0, 2), max_size=60),
    forces=st.tuples(st.booleans(), st.booleans()),
    late=st.integers(0, 400),
    lost=st.sets(st.integers(0, 30), max_size=4),
)
def test_whatever_the_order_a_deposed_driver_never_writes(
    schedule: list[int], forces: tuple[bool, bool], late: int, lost: set[int]
) -> None:
    table = FakeTable()
    begun(table, holder="zero")
    states = States(table)
    lockstep = Lockstep(schedule)
    held: dict[int, list[tuple[str, int]]] = {0: [], 1: []}

    def drive(number: int) -> None:
        journal = Journal(SteppedTable(table, lockstep, number, lost, states.note), "web", "stage")
        try:
            lease = _again(
                lambda: acquire(journal, f"driver {number}", NOW + late, by_force=forces[number])
            )
        except LeaseHeld:
            return
        held[number].append((lease.holder, lease.epoch))
        try:
            _work(journal, lease)
        except Superseded:
            return

    def ask() -> None:
        journal = Journal(SteppedTable(table, lockstep, 2, set(), states.note), "web", "stage")
        _again(lambda: journal.ask(request(RequestKind.PAUSE)))
        _again(lambda: journal.ask(request(RequestKind.RESUME)))

    lockstep.run([lambda: drive(0), lambda: drive(1), ask])

    epochs = [epoch for epoch, _ in states.seen]
    versions = [version for _, version in states.seen]
    assert epochs == sorted(epochs), "a deposed driver wrote"
    assert versions == list(range(versions[0], versions[0] + len(versions))), "a state was lost"
    final = Journal(table, "web", "stage").unfinished()
    assert final is not None
    trail = list(Journal(table, "web", "stage").events(final.id))
    assert [event.number for event in trail] == list(range(final.events))
    taken = [epoch for leases in held.values() for _, epoch in leases]
    assert len(taken) == len(set(taken)), "two had one epoch"
    if not any(forces) and late <= 182:
        assert not taken, "a lease that held was taken"


def _work(journal: Journal, lease: Lease) -> None:
    found = _again(journal.unfinished)
    assert found is not None
    for _ in range(3):
        new, written = after(found, started_by=lease.holder)
        asked = None
        while True:
            try:
                lease = _again(
                    lambda new=new, written=written, asked=asked, lease=lease: journal.commit(
                        lease, new, written, NOW, request=asked
                    )
                )
            except RequestWaits as came:
                asked = came.request
                continue
            break
        found = new


def _again(do: Callable[[], T]) -> T:
    while True:
        try:
            return do()
        except AwsUnreachable:
            continue
