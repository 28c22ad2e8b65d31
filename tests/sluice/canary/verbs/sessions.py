"""A session whose journal and world are in memory, on a clock that only `sleep` moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sluice.canary import first_state
from sluice.canary.journal.journal import Journal
from sluice.canary.model.observation import RuleWeights, Survey
from sluice.canary.model.reasons import Phase
from sluice.canary.plan_release import plan
from sluice.canary.verbs import terminal
from sluice.canary.verbs.begin import begin
from sluice.canary.verbs.session import Session
from tests.sluice.canary.descriptors import descriptor
from tests.sluice.canary.fake_world import FakeClock, FakeWorld
from tests.sluice.journal.fake_table import FakeTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.show.progress import Result
    from sluice.exits import Exit
    from sluice.journal.lease import Lease

DIGEST = "sha256:" + "b" * 64


class Clock(FakeClock):
    """Counts how often it was woken."""

    woken = 0

    def wake(self) -> None:
        self.woken += 1


class World(FakeWorld):
    """Can be surveyed, as a release's begin needs it."""

    def survey(self) -> Survey:
        return Survey(
            weights=RuleWeights(self.weights, 0),
            test_listener=self.test_listener,
            services={colour: self._service(colour) for colour in self.services},
            scaling=dict(self.scaling),
            targets={colour: self.healthy(colour) for colour in self.services},
        )


@dataclass
class Told:
    """A progress that remembers; `on_move` is called with each state."""

    releases: list[Release] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    on_move: Callable[[Release], object] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def moved(self, release: Release, events: Sequence[Event]) -> None:
        self.releases.append(release)
        self.events += events
        if self.on_move is not None:
            self.on_move(release)

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def end(self, result: Result) -> None:
        self.results.append(result)


def no_client(service: str) -> Any:
    raise AssertionError(f"{service} was asked")


class Stage:
    """One environment, as many sessions as wanted look at it."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.world = World(self.clock)
        self.table = FakeTable()

    def session(self, by: str = "one@host") -> Session:
        made = Session(
            descriptor(),
            no_client,
            self.table,
            clock=self.clock,
            by=by,
        )
        # What a cached property holds once it was asked for.
        vars(made)["world"] = self.world
        return made

    def begin(self, session: Session) -> tuple[Lease, Release]:
        planned = plan(session.descriptor, environment={})

        def first(survey: Survey, id_: str, now: float) -> tuple[Release, tuple[Event, ...]]:
            return first_state.new_release(
                survey,
                session.descriptor,
                planned,
                first_state.Beginning(
                    id=id_,
                    image=f"{session.descriptor.repository.url}@{DIGEST}",
                    by=session.by,
                    why="a test",
                    now=now,
                ),
            )

        return begin(session, first, lease_seconds=planned.lease_seconds)

    def shift(self, told: Told | None = None, by: str = "one@host") -> Exit:
        session = self.session(by)
        return terminal.run(session, *self.begin(session), told or Told())

    def newest(self) -> Release:
        (found,) = Journal(self.table, "web", "stage").releases(1)
        return found


def once(when: Callable[[Release], bool], do: Callable[[], object]) -> Callable[[Release], None]:
    """Return an `on_move` that does something when a release is first as wanted."""
    left = [do]

    def on_move(release: Release) -> None:
        if left and when(release):
            left.pop()()

    return on_move


def baking(step: int = 0) -> Callable[[Release], bool]:
    """Return whether a release bakes a step."""
    return lambda release: release.phase is Phase.BAKING and release.step == step
