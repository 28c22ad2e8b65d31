"""The fault that lets health checks fail for a while, pass for as long, and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.faults.kinds import TargetFlap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.faults.active import ActiveFaults


class Flaps:
    """Says whose checks fail now; a fault's hits count the times that they began to fail."""

    def __init__(self, faults: ActiveFaults) -> None:
        self._faults = faults
        self._counted: dict[str, int] = {}

    def failing(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Return the target groups, of those given by ARN, whose checks fail now."""
        parts = []
        in_force = set()
        for fault, kind in self._faults.of(TargetFlap):
            in_force.add(fault.id)
            phase = int(fault.age_seconds / kind.period_seconds)
            if phase % 2:
                continue
            if self._counted.get(fault.id) != phase:
                self._counted[fault.id] = phase
                fault.hit()
            parts.append(kind.target_group)
        self._counted = {id_: n for id_, n in self._counted.items() if id_ in in_force}
        return tuple(arn for arn in groups if any(part in arn for part in parts))
