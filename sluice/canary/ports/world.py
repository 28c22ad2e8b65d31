"""What the driver needs of the world; AWS is one, the simulator another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sluice.canary.model.actions import Action
    from sluice.canary.model.observation import Need, Observation
    from sluice.canary.model.release import Release


class ActionFailed(Exception):
    """An action was refused, or its answer was lost; whether it took effect is not known."""


class Clock(Protocol):
    """Time, so that a test need not wait for it."""

    def now(self) -> float:
        """Return seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class World(Protocol):
    """Sees and changes one environment's service."""

    def observe(self, release: Release, needs: AbstractSet[Need], now: float) -> Observation:
        """Look at what is needed. What cannot be read becomes `Unread`; raises nothing."""

    def perform(self, release: Release, action: Action) -> None:
        """Carry an action out, once.

        Raises:
            ActionFailed: it was refused, or its answer was lost. The caller observes again
                and decides by what it sees, not by this.
        """
