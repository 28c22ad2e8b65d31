from __future__ import annotations

import pytest

from sluice.canary.journal.errors import RequestWaits
from sluice.canary.journal.journal import Journal
from sluice.canary.model.plan import Criteria
from sluice.canary.model.reasons import Phase
from sluice.canary.model.requests import RequestKind
from sluice.errors import AwsUnreachable, NotNow
from sluice.journal.errors import Superseded
from sluice.journal.table import NotAsExpected, Put, Table
from tests.sluice.canary.journal.stories import NOW, acquire, after, begun, events, request
from tests.sluice.canary.releases import plan
from tests.sluice.canary.releases import release as a_release
from tests.sluice.journal.fake_table import FakeTable


def test_a_release_is_read_as_it_was_begun(table: Table) -> None:
    story = begun(table)

    assert story.journal.unfinished() == story.release
    assert story.journal.release(story.release.id) == story.release
    assert tuple(story.journal.events(story.release.id)) == events(0)


def test_a_commit_writes_state_and_events_and_renews_the_lease(table: Table) -> None:
    story = begun(table)
    new, written = after(story.release, new=3, phase=Phase.STARTING)

    lease = story.journal.commit(story.lease, new, written, NOW + 30)

    assert story.journal.release(new.id) == new
    assert [event.number for event in story.journal.events(new.id)] == [0, 1, 2, 3]
    assert story.journal.leases.current() == lease
    assert lease.expires_at == NOW + 30 + 180


def test_infinity_in_a_state_comes_back(table: Table) -> None:
    story = begun(table, plan=plan(criteria=Criteria(error_rate_percent=float("inf"))))

    found = story.journal.release(story.release.id)

    assert found is not None
    assert found.plan.criteria.error_rate_percent == float("inf")


def test_a_commit_of_hundreds_of_events_is_one_write(table: Table) -> None:
    story = begun(table)

    story.commit(new=300)
    story.commit(new=1)

    assert [event.number for event in story.journal.events(story.release.id)] == list(range(302))


@pytest.mark.parametrize("numbers", [(0,), (2,), (1, 3), (2, 1), (1, 1)])
def test_events_with_a_hole_are_refused_before_anything_is_written(numbers: tuple[int]) -> None:
    story = begun(FakeTable())
    new, _ = after(story.release, new=len(numbers))
    wrong = tuple(events(number)[0] for number in numbers)

    with pytest.raises(ValueError, match="without a hole"):
        story.journal.commit(story.lease, new, wrong, NOW)

    assert story.journal.release(new.id) == story.release


def test_who_lost_the_lease_never_commits(table: Table) -> None:
    story = begun(table)
    acquire(story.journal, "two", by_force=True)
    new, written = after(story.release)

    with pytest.raises(Superseded, match="the lease of stage was lost, two has it"):
        story.journal.commit(story.lease, new, written, NOW)

    assert story.journal.release(new.id) == story.release
    assert tuple(story.journal.events(new.id)) == events(0)


def test_who_lost_the_lease_never_ends(table: Table) -> None:
    story = begun(table)
    taken = acquire(story.journal, "two", by_force=True)
    new, written = after(story.release, phase=Phase.PROMOTED)

    with pytest.raises(Superseded):
        story.journal.end(story.lease, new, written, NOW)

    assert story.journal.leases.current() == taken
    assert story.journal.unfinished() == story.release


def test_who_lost_the_lease_never_begins(table: Table) -> None:
    journal = Journal(table, "web", "stage")
    lease = acquire(journal, "one")
    acquire(journal, "two", by_force=True)

    with pytest.raises(Superseded):
        journal.begin(lease, a_release(), events(0), NOW)

    assert journal.unfinished() is None


@pytest.mark.parametrize("ahead", [-1, 0, 2])
def test_a_version_that_is_not_the_next_one_is_refused(table: Table, ahead: int) -> None:
    story = begun(table)
    story.commit()
    new, written = after(story.release)
    wrong = new.model_copy(update={"version": story.release.version + ahead, "started_by": "x"})

    with pytest.raises(Superseded, match="has version 2 in the journal"):
        story.journal.commit(story.lease, wrong, written, NOW)

    assert story.journal.release(new.id) == story.release


def test_the_end_is_written_and_the_lease_given_back_at_once(table: Table) -> None:
    story = begun(table)
    new, written = after(story.release, phase=Phase.PROMOTED, ended_at=NOW)

    story.journal.end(story.lease, new, written, NOW)

    assert story.journal.unfinished() is None
    assert story.journal.releases() == (new,)
    assert story.journal.leases.current() is None


def test_a_second_release_waits_for_the_end_of_the_first(table: Table) -> None:
    story = begun(table)
    second = a_release(id="20270116T080000Z-0000")

    with pytest.raises(NotNow, match="release 20270115T080000Z-3f2a of stage is not finished"):
        story.journal.begin(story.lease, second, events(0), NOW)

    story.journal.end(story.lease, *after(story.release, phase=Phase.ROLLED_BACK), NOW)
    lease = acquire(story.journal, "two")
    story.journal.begin(lease, second, events(0), NOW)
    assert story.journal.unfinished() == second


def test_a_request_that_waits_keeps_a_commit_that_does_not_know_it_away(table: Table) -> None:
    story = begun(table)
    new, written = after(story.release)
    story.journal.ask(request())

    with pytest.raises(RequestWaits) as asked:
        story.journal.commit(story.lease, new, written, NOW)

    assert asked.value.request == request()
    assert story.journal.release(new.id) == story.release


def test_a_commit_takes_the_request_that_it_knows_away(table: Table) -> None:
    story = begun(table)
    story.journal.ask(request())
    new, written = after(story.release)

    story.journal.commit(story.lease, new, written, NOW, request=request())

    assert story.journal.pending_request() is None
    assert story.journal.release(new.id) == new


def test_a_commit_that_knows_an_earlier_request_hears_of_the_later_one(table: Table) -> None:
    story = begun(table)
    story.journal.ask(request())
    story.journal.ask(request(RequestKind.RESUME))
    new, written = after(story.release)

    with pytest.raises(RequestWaits) as asked:
        story.journal.commit(story.lease, new, written, NOW, request=request())

    assert asked.value.request.kind is RequestKind.RESUME


def test_a_commit_that_knows_a_request_which_never_waited_is_not_written(table: Table) -> None:
    story = begun(table)
    new, written = after(story.release)

    with pytest.raises(AwsUnreachable, match="keeps changing"):
        story.journal.commit(story.lease, new, written, NOW, request=request())

    assert story.journal.release(new.id) == story.release


def test_what_was_asked_before_a_release_began_is_dropped(table: Table) -> None:
    Journal(table, "web", "stage").ask(request())

    story = begun(table)

    assert story.journal.pending_request() is None


def test_what_is_asked_at_the_end_is_dropped_with_it(table: Table) -> None:
    story = begun(table)
    story.journal.ask(request())

    story.journal.end(story.lease, *after(story.release, phase=Phase.PROMOTED), NOW)

    assert story.journal.pending_request() is None


def test_the_two_drivers_of_one_lease_s_two_epochs_never_both_commit(table: Table) -> None:
    story = begun(table)
    other = acquire(story.journal, "two", by_force=True)
    theirs, their_events = after(story.release, started_by="theirs")
    story.journal.commit(other, theirs, their_events, NOW)

    with pytest.raises(Superseded):
        story.commit(started_by="ours")

    assert story.journal.unfinished() == theirs


def test_a_trail_that_exists_is_never_written_over(table: Table) -> None:
    story = begun(table)
    table.write([Put(f"release#{story.release.id}", "event#00000001", {"events": "[]"})])

    with pytest.raises(AwsUnreachable):
        story.commit()

    with pytest.raises(NotAsExpected):
        table.write([Put(f"release#{story.release.id}", "event#00000001", {"events": ""}, None)])
