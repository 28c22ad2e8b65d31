"""What the live view shows, gathered from the journal alone: it works in any terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sluice.canary.wording import worth_a_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sluice.canary.model.counts import Period
    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

_EVENTS = 8


@dataclass
class Picture:
    """A release as it stands, with its newest events and the newest period.

    Attributes:
        release: the newest state.
        recent: the newest events, oldest first.
        period: the newest metric period that was judged.
        note: one sentence from whoever shows it, such as what Ctrl-C does.
    """

    release: Release
    recent: list[Event] = field(default_factory=list)
    period: Period | None = None
    note: str = ""

    def add(self, release: Release, events: Iterable[Event]) -> None:
        """Take in a newer state and the events since the last one."""
        self.release = release
        for event in events:
            if worth_a_line(event):
                self.recent.append(event)
            self.period = event.period or self.period
        del self.recent[:-_EVENTS]
