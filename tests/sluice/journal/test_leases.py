"""The lease: who gets it, who keeps it, and who is told that it is lost."""

from __future__ import annotations

from typing import Any

import pytest

from sluice.errors import AwsUnreachable
from sluice.journal.errors import JournalRefused, LeaseHeld, Superseded
from sluice.journal.lease import MARGIN_SECONDS, Lease
from sluice.journal.leases import Leases
from sluice.journal.table import Put, Table
from tests.sluice.journal.fake_table import FakeTable

NOW = 1_800_000_000.0
PURPOSE = "release 20270115T080000Z-3f2a"


def acquire(leases: Leases, holder: str, now: float = NOW, **more: Any) -> Lease:
    return leases.acquire(holder=holder, purpose=PURPOSE, now=now, seconds=180, **more)


def test_a_free_lease_is_taken(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    assert leases.current() is None

    lease = leases.acquire(holder="one", purpose="terraform apply", now=NOW, seconds=60)

    assert leases.current() == lease
    assert (lease.holder, lease.epoch, lease.purpose) == ("one", 1, "terraform apply")
    assert lease.expires_at == NOW + 60


def test_a_lease_that_is_held_is_refused_with_holder_purpose_and_time(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    acquire(leases, "ann@laptop pid 7")

    with pytest.raises(
        LeaseHeld,
        match=r"stage is held by ann@laptop pid 7 for release 2027\S+, until \d\d:\d\d:\d\d UTC "
        r"\(82 s from now\)",
    ):
        acquire(leases, "two", NOW + 100)


def test_each_environment_has_a_lease_of_its_own(table: Table) -> None:
    acquire(Leases(table, "web", "stage"), "one")

    assert acquire(Leases(table, "web", "prod"), "two").epoch == 1


def test_an_expired_lease_is_taken_only_after_a_margin_for_clocks(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")

    with pytest.raises(LeaseHeld):
        acquire(leases, "two", first.expires_at + MARGIN_SECONDS)
    second = acquire(leases, "two", first.expires_at + MARGIN_SECONDS + 0.1)

    assert (second.holder, second.epoch) == ("two", first.epoch + 1)


def test_force_takes_a_lease_that_is_held(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")

    second = acquire(leases, "two", by_force=True)

    assert second.epoch == first.epoch + 1
    with pytest.raises(Superseded, match="two has it, for release"):
        leases.renew(first, NOW)


def test_who_has_the_lease_already_gets_it_with_another_epoch(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")

    assert acquire(leases, "one").epoch == first.epoch + 1


def test_a_lease_that_was_given_back_is_free_and_its_epoch_goes_on(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")

    leases.give_back(first)

    assert leases.current() is None
    assert acquire(leases, "two").epoch == first.epoch + 1


def test_giving_back_a_lease_that_was_lost_changes_nothing(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")
    second = acquire(leases, "two", by_force=True)

    leases.give_back(first)

    assert leases.current() == second


def test_renewing_moves_the_end_and_nothing_else(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    lease = acquire(leases, "one")

    renewed = leases.renew(lease, NOW + 100)

    assert leases.current() == renewed
    assert renewed.expires_at == NOW + 280
    assert (renewed.holder, renewed.epoch) == (lease.holder, lease.epoch)


def test_a_clock_that_goes_back_never_shortens_a_lease(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    lease = acquire(leases, "one")

    assert leases.renew(lease, NOW - 3600).expires_at == lease.expires_at


def test_a_lease_given_back_by_another_epoch_of_the_same_holder_stays(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    old = acquire(leases, "one")
    new = acquire(leases, "one")

    leases.give_back(old)

    assert leases.current() == new


def test_a_holder_that_comes_back_to_life_keeps_its_lease_from_who_read_it_expired() -> None:
    table = FakeTable()
    leases = Leases(table, "web", "stage")
    lease = acquire(leases, "one")

    def renewed_just_before() -> None:
        table.before_write = _nothing
        leases.renew(lease, NOW + 1000)

    table.before_write = renewed_just_before
    with pytest.raises(LeaseHeld):
        acquire(leases, "two", NOW + 1000)


def test_force_takes_a_lease_that_is_renewed_meanwhile() -> None:
    table = FakeTable()
    leases = Leases(table, "web", "stage")
    lease = acquire(leases, "one")

    def renewed_just_before() -> None:
        table.before_write = _nothing
        leases.renew(lease, NOW + 50)

    table.before_write = renewed_just_before

    assert acquire(leases, "two", by_force=True).epoch == 2


def test_after_a_lost_answer_the_same_holder_acquires_again() -> None:
    table = FakeTable(lose=1)
    leases = Leases(table, "web", "stage")

    with pytest.raises(AwsUnreachable):
        acquire(leases, "one")

    assert acquire(leases, "one").holder == "one"


def test_a_damaged_lease_is_refused_by_its_name(table: Table) -> None:
    table.write([Put("environment#web/stage", "lease", {"holder": "one", "epoch": "many"})])

    with pytest.raises(JournalRefused, match="item 'environment#web/stage', 'lease' is damaged"):
        Leases(table, "web", "stage").current()


def test_it_is_held_by_its_holder_until_another_one_takes_it(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    lease = acquire(leases, "one")
    assert leases.holds(lease)

    acquire(leases, "two", by_force=True)

    assert not leases.holds(lease)


def test_a_lost_lease_that_nobody_has_now_is_told_so(table: Table) -> None:
    leases = Leases(table, "web", "stage")
    first = acquire(leases, "one")
    leases.give_back(acquire(leases, "two", by_force=True))

    with pytest.raises(Superseded, match="the lease of stage was lost, nobody has it"):
        leases.renew(first, NOW)


def _nothing() -> None:
    pass
