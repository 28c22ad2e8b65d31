"""Which faults of receivers take effect now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.faults.kinds import ReceiverBusy, ReceiverDown, ReceiverSlow

if TYPE_CHECKING:
    from lab.faults.active import ActiveFaults


class Trouble:
    """What is in force for a receiver; asking counts as a hit."""

    def __init__(self, faults: ActiveFaults) -> None:
        self._faults = faults

    def is_down(self, receiver: str) -> bool:
        """Whether it does not answer at all."""
        for fault, kind in self._faults.of(ReceiverDown):
            if kind.receiver in ("", receiver):
                fault.hit()
                return True
        return False

    def late_seconds(self, receiver: str) -> float:
        """Return by how much its answers come late."""
        late = 0.0
        for fault, kind in self._faults.of(ReceiverSlow):
            if kind.receiver in ("", receiver):
                fault.hit()
                late += kind.latency_ms / 1000
        return late

    def retry_after_seconds(self, receiver: str) -> float | None:
        """Return after how long a sender may come again; None where it is not too busy."""
        for fault, kind in self._faults.of(ReceiverBusy):
            used_up = kind.count and fault.hits >= kind.count
            if not used_up and kind.receiver in ("", receiver):
                fault.hit()
                return kind.retry_after_seconds
        return None
