"""What was written although its answer was lost is recognised, and written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.canary.journal.journal import Journal
from sluice.canary.model.reasons import Phase
from sluice.errors import AwsUnreachable
from sluice.journal.errors import Superseded
from tests.sluice.canary.journal.stories import NOW, acquire, after, begun, events, request
from tests.sluice.canary.releases import release as a_release
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable


def _nothing() -> None:
    pass


def _lose(table: FakeTable) -> None:
    """The next write is done, and its answer is lost."""
    table.lose = 1


def _refuse(table: FakeTable) -> None:
    """The next write is not done."""

    def refuse() -> None:
        table.before_write = _nothing
        table.unreachable = 1

    table.before_write = refuse


@pytest.mark.parametrize("fail_once", [_lose, _refuse])
def test_a_commit_is_written_once(fail_once: Callable[[FakeTable], None]) -> None:
    table = FakeTable()
    story = begun(table)
    new, written = after(story.release, new=2)
    fail_once(table)
    with pytest.raises(AwsUnreachable):
        story.journal.commit(story.lease, new, written, NOW)

    lease = story.journal.commit(story.lease, new, written, NOW)

    assert story.journal.leases.current() == lease
    assert story.journal.release(new.id) == new
    assert [event.number for event in story.journal.events(new.id)] == [0, 1, 2]


@pytest.mark.parametrize("fail_once", [_lose, _refuse])
def test_a_commit_that_took_a_request_is_written_once(
    fail_once: Callable[[FakeTable], None],
) -> None:
    table = FakeTable()
    story = begun(table)
    story.journal.ask(request())
    new, written = after(story.release)
    fail_once(table)
    with pytest.raises(AwsUnreachable):
        story.journal.commit(story.lease, new, written, NOW, request=request())

    story.journal.commit(story.lease, new, written, NOW, request=request())

    assert story.journal.pending_request() is None
    assert story.journal.release(new.id) == new


@pytest.mark.parametrize("fail_once", [_lose, _refuse])
def test_a_release_is_begun_once(fail_once: Callable[[FakeTable], None]) -> None:
    table = FakeTable()
    journal = Journal(table, "web", "stage")
    lease = acquire(journal, "one")
    fail_once(table)
    with pytest.raises(AwsUnreachable):
        journal.begin(lease, a_release(), events(0), NOW)

    journal.begin(lease, a_release(), events(0), NOW)

    assert journal.releases() == (a_release(),)


@pytest.mark.parametrize("fail_once", [_lose, _refuse])
def test_a_release_ends_once(fail_once: Callable[[FakeTable], None]) -> None:
    table = FakeTable()
    story = begun(table)
    last, written = after(story.release, phase=Phase.PROMOTED)
    fail_once(table)
    with pytest.raises(AwsUnreachable):
        story.journal.end(story.lease, last, written, NOW)

    story.journal.end(story.lease, last, written, NOW)

    assert story.journal.release(last.id) == last
    assert story.journal.leases.current() is None


def test_an_end_is_recognised_although_another_took_the_lease_since() -> None:
    table = FakeTable()
    story = begun(table)
    last, written = after(story.release, phase=Phase.PROMOTED)
    _lose(table)
    with pytest.raises(AwsUnreachable):
        story.journal.end(story.lease, last, written, NOW)
    others = acquire(story.journal, "two")

    story.journal.end(story.lease, last, written, NOW)

    assert story.journal.leases.current() == others


def test_a_commit_that_was_written_before_the_lease_was_lost_is_superseded() -> None:
    table = FakeTable()
    story = begun(table)
    new, written = after(story.release)
    _lose(table)
    with pytest.raises(AwsUnreachable):
        story.journal.commit(story.lease, new, written, NOW)
    acquire(story.journal, "two", by_force=True)

    with pytest.raises(Superseded):
        story.journal.commit(story.lease, new, written, NOW)


def test_another_state_of_the_same_version_is_not_taken_for_ours() -> None:
    table = FakeTable()
    story = begun(table)
    new, written = after(story.release)
    story.journal.commit(story.lease, new, written, NOW)
    different = new.model_copy(update={"phase": Phase.STARTING})

    with pytest.raises(Superseded):
        story.journal.commit(story.lease, different, written, NOW)


def test_the_same_state_written_by_another_epoch_is_not_taken_for_ours() -> None:
    table = FakeTable()
    story = begun(table)
    new, written = after(story.release)
    others = acquire(story.journal, "two", by_force=True)
    story.journal.commit(others, new, written, NOW)

    with pytest.raises(Superseded):
        story.journal.commit(story.lease, new, written, NOW)
