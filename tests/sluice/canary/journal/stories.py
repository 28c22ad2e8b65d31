"""A journal with a lease and a release, and what tests write into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.journal.journal import Journal
from sluice.canary.model.events import Event, EventKind
from sluice.canary.model.reasons import Phase
from sluice.canary.model.requests import Request, RequestKind
from tests.sluice.canary.releases import release as a_release

if TYPE_CHECKING:
    from sluice.canary.model.release import Release
    from sluice.journal.lease import Lease
    from sluice.journal.table import Table

NOW = 1_800_000_000.0
PURPOSE = "release 20270115T080000Z-3f2a"


def events(first: int, count: int = 1) -> tuple[Event, ...]:
    return tuple(
        Event(
            number=number,
            at=NOW + number,
            kind=EventKind.STARTED if number == 0 else EventKind.JUDGED,
            phase=Phase.PREPARING,
            sentence=f"This is event {number}.",
        )
        for number in range(first, first + count)
    )


def after(release: Release, *, new: int = 1, **changes: Any) -> tuple[Release, tuple[Event, ...]]:
    """Return the next state and its events."""
    update = {"version": release.version + 1, "events": release.events + new, **changes}
    return release.model_copy(update=update), events(release.events, new)


def request(kind: RequestKind = RequestKind.PAUSE, by: str = "ann", at: float = NOW) -> Request:
    return Request(kind=kind, by=by, why="it looks odd", at=at)


@dataclass
class Story:
    journal: Journal
    lease: Lease
    release: Release

    def commit(self, **changes: Any) -> Release:
        self.release, new = after(self.release, **changes)
        self.lease = self.journal.commit(self.lease, self.release, new, NOW)
        return self.release


def acquire(journal: Journal, holder: str, now: float = NOW, **more: Any) -> Lease:
    return journal.leases.acquire(holder=holder, purpose=PURPOSE, now=now, seconds=180, **more)


def begun(table: Table, holder: str = "one", **changes: Any) -> Story:
    journal = Journal(table, "web", "stage")
    first = a_release(**changes)
    lease = acquire(journal, holder)
    lease = journal.begin(lease, first, events(0), NOW)
    return Story(journal, lease, first)
