"""Many releases in one process."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.canary.driver import Driver
from sluice.canary.fleet import Fleet, Tick
from sluice.canary.journal.journal import Journal
from sluice.canary.model.observation import MetricReading, Need
from sluice.canary.model.reasons import Phase
from tests.sluice.canary.fake_world import NEW, FakeClock, FakeWorld
from tests.sluice.canary.releases import release as a_release
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.canary.model.release import Release

pytestmark = pytest.mark.usefixtures("one_rule")


class Fixture:
    def __init__(self, count: int, *, batched: bool = False) -> None:
        self.clock = FakeClock()
        self.worlds: dict[str, FakeWorld] = {}
        self.tables: dict[str, FakeTable] = {}
        self.journals: dict[str, Journal] = {}
        self.batches: list[int] = []
        self.fleet = Fleet(self.clock, self if batched else None)
        for number in range(count):
            self.add(f"release-{number}")

    def add(self, id_: str) -> None:
        # Each one starts at another second, as real ones do.
        first = a_release(id=id_, wake_at=self.clock.now() + len(self.worlds) % 7)
        table = self.tables[id_] = FakeTable()
        journal = self.journals[id_] = Journal(table, "web", "stage")
        lease = journal.leases.acquire(
            holder="fleet", purpose=id_, now=self.clock.now(), seconds=180
        )
        first = first.model_copy(update={"events": 0})
        lease = journal.begin(lease, first, (), self.clock.now())
        world = self.worlds[id_] = FakeWorld(self.clock)
        driver = Driver(journal, world, self.clock, lease, first, patient=False)
        self.fleet.add(driver)

    def read_many(self, releases: Sequence[Release], _now: float) -> Mapping[str, MetricReading]:
        self.batches.append(len(releases))
        return {release.id: self.worlds[release.id].read_metrics(release) for release in releases}

    def run(self) -> dict[str, Release]:
        ended: dict[str, Release] = {}
        self.fleet.run(lambda tick: ended.update({it.id: it for it in tick.ended}))
        return ended


def test_each_release_of_a_fleet_comes_to_its_own_end() -> None:
    it = Fixture(20)
    it.worlds["release-3"].errors = {NEW: 0.5}
    ended = it.run()
    assert len(ended) == 20
    assert {id_ for id_, release in ended.items() if release.failure} == {"release-3"}
    assert len(it.fleet) == 0
    assert it.fleet.wake_at() is None


def test_garbage_is_looked_for_seldom_while_a_fleet_runs_and_as_before_afterwards() -> None:
    before, during = gc.get_threshold(), []
    Fixture(2).fleet.run(lambda _: during.append(gc.get_threshold()))
    assert all(young > 10 * before[0] for young, *_ in during)
    assert gc.get_threshold() == before

    def stop(_: Tick) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Fixture(2).fleet.run(stop)
    assert gc.get_threshold() == before


def test_the_metrics_of_all_that_are_due_are_read_together() -> None:
    it = Fixture(20, batched=True)
    ended = it.run()
    assert {release.phase for release in ended.values()} == {Phase.PROMOTED}
    assert max(it.batches) > 1
    assert not any(need is Need.METRICS for world in it.worlds.values() for _, need in world.reads)


def test_a_reading_that_is_missing_from_the_batch_is_read_by_the_world() -> None:
    it = Fixture(1, batched=True)
    it.read_many = lambda *_: {}
    assert it.run()["release-0"].phase is Phase.PROMOTED
    assert any(need is Need.METRICS for _, need in it.worlds["release-0"].reads)


def test_one_journal_out_of_reach_keeps_no_other_release_waiting() -> None:
    it = Fixture(5)
    out = it.tables["release-0"]
    out.unreachable = 40
    ends: dict[str, float] = {}

    def on_tick(tick: Tick) -> None:
        ends.update({release.id: it.clock.now() for release in tick.ended})

    it.fleet.run(on_tick)
    others = [ends[f"release-{number}"] for number in range(1, 5)]
    assert max(others) < ends["release-0"]
    assert ends["release-0"] - max(others) < 200


def test_a_lost_answer_of_one_journal_is_written_once() -> None:
    it = Fixture(3)
    it.tables["release-1"].lose = 500
    assert {release.phase for release in it.run().values()} == {Phase.PROMOTED}
    numbers = [event.number for event in it.journals["release-1"].events("release-1")]
    assert numbers == list(range(len(numbers)))


def test_a_release_that_another_driver_took_is_told_and_let_go() -> None:
    it = Fixture(3)
    lost: list[str] = []
    it.journals["release-2"].leases.acquire(
        holder="abort", purpose="abort", now=it.clock.now(), seconds=180, by_force=True
    )
    it.fleet.run(lambda tick: lost.extend(tick.lost))
    assert lost == ["release-2"]
    assert it.worlds["release-2"].performed == []


def test_a_release_is_looked_at_no_more_often_in_a_fleet_than_alone() -> None:
    alone, many = Fixture(1), Fixture(10)
    alone.run()
    many.run()
    reads = len(alone.worlds["release-0"].reads)
    assert {len(world.reads) for world in many.worlds.values()} <= set(range(reads - 8, reads + 9))


def test_a_fleet_moves_only_those_whose_turn_it_is() -> None:
    it = Fixture(7)
    first = it.fleet.tick()
    assert first == replace(first, moved=1, ended=(), lost=())
