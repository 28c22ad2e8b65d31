"""One release ready to be driven: a world, a journal, a lease."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.drive import Driver, drive
from sluice.canary.journal.journal import Journal
from sluice.canary.model.events import Event, EventKind
from tests.sluice.canary.fake_world import FakeClock, FakeWorld
from tests.sluice.canary.releases import release as a_release
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.driver import OnMove
    from sluice.canary.model.reasons import Phase
    from sluice.canary.model.release import Release
    from sluice.journal.lease import Lease


@dataclass
class Stage:
    clock: FakeClock
    world: FakeWorld
    table: FakeTable
    journal: Journal
    lease: Lease
    release: Release

    def driver(self, **options: Any) -> Driver:
        return Driver(self.journal, self.world, self.clock, self.lease, self.release, **options)

    def drive(self, **options: Any) -> Release:
        return drive(self.journal, self.world, self.clock, self.lease, self.release, **options)

    def trail(self) -> list[Event]:
        return list(self.journal.events(self.release.id))

    def phases(self) -> list[Phase]:
        return [event.phase for event in self.trail() if event.kind is EventKind.PHASE]


def stage(*, release: dict[str, Any] | None = None, **world: Any) -> Stage:
    clock = FakeClock()
    table = FakeTable()
    journal = Journal(table, "web", "stage")
    first = a_release(**(release or {}))
    lease = journal.leases.acquire(
        holder="one", purpose=f"release {first.id}", now=clock.now(), seconds=180
    )
    started = Event(
        number=0,
        at=clock.now(),
        kind=EventKind.STARTED,
        phase=first.phase,
        sentence="Somebody starts it.",
    )
    lease = journal.begin(lease, first, (started,), clock.now())
    return Stage(clock, FakeWorld(clock, **world), table, journal, lease, first)


def once(phase: Phase, do: Callable[[], object], *, step: int | None = None) -> OnMove:
    """Return an `on_move` that does something when a release is first seen in a phase."""
    left = [do]

    def on_move(release: Release, _events: tuple[Event, ...]) -> None:
        if left and release.phase is phase and step in {None, release.step}:
            left.pop()()

    return on_move
