from __future__ import annotations

import pytest

from sluice.canary.journal.journal import Journal, JournalRefused, LeaseHeld, Superseded
from sluice.errors import AwsUnreachable
from sluice.journal.lease import MARGIN_SECONDS
from sluice.journal.table import Put, Table
from tests.sluice.canary.journal.stories import NOW, acquire
from tests.sluice.journal.fake_table import FakeTable


def test_a_free_lease_is_taken(table: Table) -> None:
    journal = Journal(table, "stage")
    assert journal.lease() is None

    lease = journal.acquire(holder="one", purpose="terraform apply", now=NOW, seconds=60)

    assert journal.lease() == lease
    assert (lease.holder, lease.epoch, lease.purpose) == ("one", 1, "terraform apply")
    assert lease.expires_at == NOW + 60


def test_a_lease_that_is_held_is_refused_with_holder_purpose_and_time(table: Table) -> None:
    journal = Journal(table, "stage")
    acquire(journal, "ann@laptop pid 7")

    with pytest.raises(
        LeaseHeld,
        match=r"stage is held by ann@laptop pid 7 for release 2027\S+, until \d\d:\d\d:\d\d UTC "
        r"\(82 s from now\)",
    ):
        acquire(journal, "two", NOW + 100)


def test_each_environment_has_a_lease_of_its_own(table: Table) -> None:
    acquire(Journal(table, "stage"), "one")

    assert acquire(Journal(table, "prod"), "two").epoch == 1


def test_an_expired_lease_is_taken_only_after_a_margin_for_clocks(table: Table) -> None:
    journal = Journal(table, "stage")
    first = acquire(journal, "one")

    with pytest.raises(LeaseHeld):
        acquire(journal, "two", first.expires_at + MARGIN_SECONDS)
    second = acquire(journal, "two", first.expires_at + MARGIN_SECONDS + 0.1)

    assert (second.holder, second.epoch) == ("two", first.epoch + 1)


def test_force_takes_a_lease_that_is_held(table: Table) -> None:
    journal = Journal(table, "stage")
    first = acquire(journal, "one")

    second = acquire(journal, "two", by_force=True)

    assert second.epoch == first.epoch + 1
    with pytest.raises(Superseded, match="two has it, for release"):
        journal.renew(first, NOW)


def test_who_has_the_lease_already_gets_it_with_another_epoch(table: Table) -> None:
    journal = Journal(table, "stage")
    first = acquire(journal, "one")

    assert acquire(journal, "one").epoch == first.epoch + 1


def test_a_lease_that_was_given_back_is_free_and_its_epoch_goes_on(table: Table) -> None:
    journal = Journal(table, "stage")
    first = acquire(journal, "one")

    journal.give_back(first)

    assert journal.lease() is None
    assert acquire(journal, "two").epoch == first.epoch + 1


def test_giving_back_a_lease_that_was_lost_changes_nothing(table: Table) -> None:
    journal = Journal(table, "stage")
    first = acquire(journal, "one")
    second = acquire(journal, "two", by_force=True)

    journal.give_back(first)

    assert journal.lease() == second


def test_renewing_moves_the_end_and_nothing_else(table: Table) -> None:
    journal = Journal(table, "stage")
    lease = acquire(journal, "one")

    renewed = journal.renew(lease, NOW + 100)

    assert journal.lease() == renewed
    assert renewed.expires_at == NOW + 280
    assert (renewed.holder, renewed.epoch) == (lease.holder, lease.epoch)


def test_a_clock_that_goes_back_never_shortens_a_lease(table: Table) -> None:
    journal = Journal(table, "stage")
    lease = acquire(journal, "one")

    assert journal.renew(lease, NOW - 3600).expires_at == lease.expires_at


def test_a_lease_given_back_by_another_epoch_of_the_same_holder_stays(table: Table) -> None:
    journal = Journal(table, "stage")
    old = acquire(journal, "one")
    new = acquire(journal, "one")

    journal.give_back(old)

    assert journal.lease() == new


def test_a_holder_that_comes_back_to_life_keeps_its_lease_from_who_read_it_expired() -> None:
    table = FakeTable()
    journal = Journal(table, "stage")
    lease = acquire(journal, "one")

    def renewed_just_before() -> None:
        table.before_write = _nothing
        journal.renew(lease, NOW + 1000)

    table.before_write = renewed_just_before
    with pytest.raises(LeaseHeld):
        acquire(journal, "two", NOW + 1000)


def test_force_takes_a_lease_that_is_renewed_meanwhile() -> None:
    table = FakeTable()
    journal = Journal(table, "stage")
    lease = acquire(journal, "one")

    def renewed_just_before() -> None:
        table.before_write = _nothing
        journal.renew(lease, NOW + 50)

    table.before_write = renewed_just_before

    assert acquire(journal, "two", by_force=True).epoch == 2


def test_after_a_lost_answer_the_same_holder_acquires_again() -> None:
    table = FakeTable(lose=1)
    journal = Journal(table, "stage")

    with pytest.raises(AwsUnreachable):
        acquire(journal, "one")

    assert acquire(journal, "one").holder == "one"


def test_a_damaged_lease_is_refused_by_its_name(table: Table) -> None:
    table.write([Put("environment#stage", "lease", {"holder": "one", "epoch": "many"})])

    with pytest.raises(JournalRefused, match="item 'environment#stage', 'lease' is damaged"):
        Journal(table, "stage").lease()


def _nothing() -> None:
    pass
