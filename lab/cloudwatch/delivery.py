"""Faults between whoever measures and whoever reads: metrics come late, or never."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lab.faults.kinds import MetricDelay, MetricLoss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.clock import Clock
    from lab.cloudwatch.store import MetricKey
    from lab.faults.active import ActiveFaults

_ALL_PERCENT = 100


class FaultyDelivery:
    """Delivers metrics as the faults in force allow.

    A delay hides a data point until its period ended that long ago; what was measured
    before the delay came into force is hidden as well while it is too young. A loss is for
    good. Below 100 percent each value is drawn by itself, and who reads is told that the
    data is partial; at 100 percent there is nothing, and nothing that says so.
    """

    def __init__(self, faults: ActiveFaults, clock: Clock) -> None:
        self._faults = faults
        self._clock = clock

    def keep(self, key: MetricKey, values: Mapping[float, float]) -> Mapping[float, float]:
        """Return the values that arrive; the very argument where none was lost."""
        for fault, kind in self._faults.of(MetricLoss):
            if not _matches(kind, key):
                continue
            kept: dict[float, float] = {}
            for value, count in values.items():
                left = count - sum(fault.strikes(kind.percent) for _ in range(math.ceil(count)))
                if left > 0:
                    kept[value] = left
            if kept != values:
                fault.hit()
                values = kept
        return values

    def loses_all(self, key: MetricKey) -> bool:
        """Say whether nothing of that metric arrives."""
        return any(
            kind.percent >= _ALL_PERCENT and _matches(kind, key)
            for _, kind in self._faults.of(MetricLoss)
        )

    def readable_until(self, key: MetricKey) -> float:
        """Return the time, in seconds since the epoch, up to which a metric can be read."""
        delays = [
            (fault, kind.delay_seconds)
            for fault, kind in self._faults.of(MetricDelay)
            if _matches(kind, key)
        ]
        if not delays:
            return math.inf
        for fault, _ in delays:
            fault.hit()
        return self._clock.now() - max(seconds for _, seconds in delays)


def _matches(kind: MetricDelay | MetricLoss, key: MetricKey) -> bool:
    return (
        kind.namespace in ("", key.namespace)
        and kind.metric in ("", key.name)
        and (not kind.dimension or any(kind.dimension in value for _, value in key.dimensions))
    )
