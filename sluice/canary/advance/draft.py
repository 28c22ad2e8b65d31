"""One move while it is being decided: the state so far, its events, its actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sluice.canary.model.actions import Alert
from sluice.canary.model.events import Event, EventKind
from sluice.canary.model.observation import Observation

if TYPE_CHECKING:
    from sluice.canary.judge import Judgement
    from sluice.canary.model.actions import Action
    from sluice.canary.model.counts import Period
    from sluice.canary.model.reasons import HoldReason, Phase
    from sluice.canary.model.release import Release


@dataclass(frozen=True)
class Move:
    """What follows from an observation.

    Attributes:
        release: the next state; its version is one higher, where anything is to be written.
        events: for the audit trail, in order.
        actions: to be carried out once `release` is in the journal, at most one that
            changes infrastructure; it is `release.intent`, and the first.
    """

    release: Release
    events: tuple[Event, ...] = ()
    actions: tuple[Action, ...] = ()


class Draft:
    """Collects a move. It lives for one call of `advance` and is seen nowhere else."""

    def __init__(self, release: Release, seen: Observation | None, *, now: float = 0) -> None:
        """Begin with a state and what was seen; without the latter, with the time alone."""
        self.before = release
        self.release = release
        self.seen = seen or Observation(now=now)
        self.now = self.seen.now
        self.waits: list[tuple[HoldReason, str]] = []
        """Why the release cannot go forward in this tick, the most important first."""
        self._events: list[Event] = []
        self._action: Action | None = None
        self._sent = 0
        self._alerts: list[Alert] = []
        self._wake_at: float | None = None

    @property
    def undecided(self) -> bool:
        """Whether nothing has been decided yet that ends this move."""
        return self._action is None and self.release.phase is self.before.phase

    def set(self, **changes: Any) -> None:
        """Change fields of the state."""
        self.release = self.release.model_copy(update=changes)

    def tell(
        self,
        kind: EventKind,
        sentence: str,
        *,
        period: Period | None = None,
        judgement: Judgement | None = None,
    ) -> None:
        """Add an event to the audit trail."""
        self._events.append(
            Event(
                number=0,
                at=self.now,
                kind=kind,
                phase=self.release.phase,
                sentence=sentence,
                step=self.release.step,
                weights=self.release.weights,
                period=period,
                judgement=judgement,
            )
        )

    def enter(self, phase: Phase, sentence: str, **changes: Any) -> None:
        """Go to another phase; what counted for the old one starts anew."""
        self.set(phase=phase, phase_since=self.now, held_seconds=0, tries=0, done=(), **changes)
        self.tell(EventKind.PHASE, sentence)

    def end(self, phase: Phase, sentence: str) -> None:
        """Enter a phase that is an end."""
        self.set(
            phase=phase,
            phase_since=self.now,
            ended_at=self.now,
            intent=None,
            attempts=0,
            hold=None,
            done=(),
        )
        self.tell(EventKind.ENDED, sentence)
        self.wake_in(0)

    def send(self, action: Action, *, again: bool, sentence: str) -> None:
        """Make an action the one of this move; it is in the journal before it is done."""
        attempts = self.release.attempts + 1 if again else 1
        self.set(intent=action, attempts=attempts, intent_at=self.now)
        repeated = f" (attempt {attempts})" if attempts > 1 else ""
        self.tell(EventKind.INTENT, f"Going to {sentence}{repeated}.")
        self._action = action
        self._sent = len(self._events) - 1
        self.wake_in(0)

    def unsend(self) -> None:
        """Take the action of this move back: something that is found later comes first."""
        if self._action is not None:
            del self._events[self._sent]
            self._action = None
        self.set(intent=None, attempts=0)

    def read_back(self, sentence: str) -> None:
        """Note that the intent was seen to be so."""
        self.set(intent=None, attempts=0)
        self.tell(EventKind.COMMITTED, f"Read back: {sentence}.")

    def alert(self, key: str, subject: str, text: str) -> None:
        """Tell people, once per key."""
        if key not in self.release.alerted:
            self.set(alerted=(*self.release.alerted, key))
            self._alerts.append(Alert(key=key, subject=subject, text=text))

    def wait(self, reason: HoldReason, sentence: str) -> None:
        """Say that something forbids to go forward; the first one said names the hold."""
        self.waits.append((reason, sentence))

    def wake_in(self, seconds: float) -> None:
        """Look again after so long; the earliest wish counts."""
        self.wake_at(self.now + max(0.0, seconds))

    def wake_at(self, when: float) -> None:
        """Look again at a time, at the latest; the earliest wish counts."""
        at = max(when, self.now)
        self._wake_at = at if self._wake_at is None else min(self._wake_at, at)

    def move(self) -> Move:
        """Return what was decided."""
        wake_at = self._wake_at
        if wake_at is None:
            wake_at = self.now + self.release.plan.poll_seconds
        release = self.release.model_copy(
            update={
                "version": self.before.version + 1,
                "events": self.before.events + len(self._events),
                "wake_at": wake_at,
            }
        )
        events = tuple(
            event.model_copy(update={"number": number})
            for number, event in enumerate(self._events, self.before.events)
        )
        actions = (self._action, *self._alerts) if self._action else tuple(self._alerts)
        return Move(release, events, actions)
