"""One release being driven, tick by tick: look, decide, write down, act."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sluice.canary.advance import advance, needs, take_over
from sluice.canary.journal.errors import RequestWaits
from sluice.canary.journal_writer import Writer
from sluice.canary.model.reasons import Phase
from sluice.canary.ports.world import ActionFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sluice.canary.advance import Move
    from sluice.canary.journal.journal import Journal
    from sluice.canary.model.actions import Action
    from sluice.canary.model.events import Event
    from sluice.canary.model.observation import Observation
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.canary.ports.world import Clock, World
    from sluice.journal.lease import Lease

    OnMove = Callable[[Release, tuple[Event, ...]], None]

SLICE_SECONDS = 0.5
"""How soon a driver that sleeps hears that it should stop."""

ASK_SECONDS = 5.0
"""How often the journal is asked for requests while there is nothing else to do."""

STALE_SECONDS = 30.0
"""A decision that could be written down only so late is taken anew before it is acted on."""


class Driver:
    """One release being driven, one tick after another."""

    def __init__(
        self,
        journal: Journal,
        world: World,
        clock: Clock,
        lease: Lease,
        release: Release,
        *,
        on_move: OnMove | None = None,
        patient: bool = True,
    ) -> None:
        """Prepare to drive on from `release`, which is in the journal.

        Args:
            journal: of the environment.
            world: what is looked at and changed.
            clock: time.
            lease: ours.
            release: the newest state.
            on_move: called after each write with the state and the events that were written.
            patient: whether to wait for a journal that does not answer. One that is not
                raises AwsUnreachable, and hands the same move in again at the next tick.
        """
        self._writer = Writer(journal, clock, lease, release, patient=patient)
        self.world = world
        """By which the release is seen."""
        self._clock = clock
        self._on_move = on_move
        self._unwritten: tuple[Move, Request | None, float] | None = None

    @property
    def release(self) -> Release:
        """The newest state that is surely in the journal."""
        return self._writer.release

    @property
    def lease(self) -> Lease:
        """The lease, as it was last renewed."""
        return self._writer.lease

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.release.phase.ended

    def tick(self, request: Request | None = None) -> Release:
        """Look, decide, write down, act; return the state that was written.

        Raises:
            Superseded: another driver has taken over; nothing was done.
            AwsUnreachable: this driver is not patient, and the journal gives no answer.
        """
        now = self._clock.now()
        needed = needs(self.release, now)
        return self.decide(self.world.observe(self.release, needed, now), request)

    def decide(self, seen: Observation, request: Request | None = None) -> Release:
        """The same on what was seen already."""
        if self._unwritten is not None:
            # Whether it was written is not known: only the same move can find out.
            unwritten, self._unwritten = self._unwritten, None
            with suppress(RequestWaits):
                self._take(*unwritten)
            return self.tick(request) if request is not None and not self.ended else self.release
        needed = seen.looked_at or needs(self.release, seen.now)
        seen = replace(seen, request=request, looked_at=needed)
        decided_at = self._clock.now()
        waiting = None
        while True:
            try:
                self._take(advance(self.release, seen), waiting, decided_at)
            except RequestWaits as waits:
                waiting = waits.request
                seen = replace(seen, request=waiting)
                continue
            break
        if request is not None and waiting is not None and not self.ended:
            # Ours was pushed aside by one that waited in the journal: now it is its turn.
            return self.tick(request)
        return self.release

    def take_over(self, holder: str) -> None:
        """Write down that from now on `holder` drives; a request that waits comes first."""
        while not self.ended:
            now = self._clock.now()
            try:
                self._take(take_over(self.release, holder=holder, now=now), None, now)
            except RequestWaits:
                self.tick()
            else:
                return

    def sleep(self, stop: Callable[[], Request | None] | None = None) -> Request | None:
        """Wait until there is something to do; return the request that ended the wait.

        Raises:
            Superseded: another driver has taken over.
        """
        ask_at = self._clock.now() + ASK_SECONDS
        while (now := self._clock.now()) < self.release.wake_at:
            request = stop() if stop is not None else None
            if request is not None:
                return request
            if now >= ask_at:
                ask_at = now + ASK_SECONDS
                if self._writer.has_request():
                    return None
            self._writer.heartbeat()
            self._clock.sleep(min(SLICE_SECONDS, self.release.wake_at - now))
        return stop() if stop is not None else None

    def _take(self, move: Move, request: Request | None, decided_at: float) -> None:
        done: list[Action] = []

        def meanwhile() -> None:
            if not done and self._may_act(decided_at) and _is_way_back(move.release):
                done.extend(move.actions[:1])
                self._perform(move.release, move.actions[:1])
            self._unwritten = (move, request, decided_at)

        written = self._writer.write(move, request, meanwhile=meanwhile)
        self._unwritten = None
        if not written:
            return
        if self._on_move is not None:
            self._on_move(move.release, move.events)
        fresh = not done and self._may_act(decided_at)
        self._perform(
            move.release,
            [action for action in move.actions if fresh or action != move.release.intent],
        )

    def _perform(self, release: Release, actions: Sequence[Action]) -> None:
        for action in actions:
            try:
                self.world.perform(release, action)
            except ActionFailed:
                # What is so is what the next look says, not this.
                continue

    def _may_act(self, decided_at: float) -> bool:
        """Return whether the decision is fresh and the lease is surely still ours."""
        now = self._clock.now()
        return now - decided_at <= STALE_SECONDS and now < self.lease.expires_at


def _is_way_back(release: Release) -> bool:
    # A journal that gives no answer must not keep traffic on a bad version. While the lease
    # is ours this is safe: it is what whoever comes after us would do, too.
    return release.phase is Phase.ROLLING_BACK and release.intent == release.live_weights
