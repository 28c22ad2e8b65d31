"""Holds what was measured, second by second."""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lab.cloudwatch.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.cloudwatch.distribution import Distribution, Summary


@dataclass(frozen=True)
class MetricKey:
    """One time series: what CloudWatch calls a metric."""

    region: str
    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]


def metric_key(
    region: str, namespace: str, name: str, dimensions: Mapping[str, str] | None = None
) -> MetricKey:
    """Return the key of a metric; dimensions by name."""
    return MetricKey(region, namespace, name, frozenset((dimensions or {}).items()))


@dataclass(frozen=True)
class Reading:
    """What was read of one metric: by the first second of each period that has something.

    `partial` says that some of what was measured in that time was lost on its way.
    """

    periods: dict[int, Distribution]
    partial: bool = False


class Delivery(Protocol):
    """What may go wrong between whoever measures and whoever reads."""

    def keep(self, key: MetricKey, values: Mapping[float, float]) -> Mapping[float, float]:
        """Return those of the values that arrive."""

    def loses_all(self, key: MetricKey) -> bool:
        """Say whether nothing of that metric arrives."""

    def readable_until(self, key: MetricKey) -> float:
        """Return the time, in seconds since the epoch, up to which a metric can be read."""


class PerfectDelivery:
    """Everything arrives at once."""

    def keep(self, _key: MetricKey, values: Mapping[float, float]) -> Mapping[float, float]:
        """Return all values."""
        return values

    def loses_all(self, _key: MetricKey) -> bool:
        """Lose nothing."""
        return False

    def readable_until(self, _key: MetricKey) -> float:
        """Hide nothing."""
        return math.inf


class MetricStore:
    """Counts of values per metric and second; safe to use from any thread.

    Seconds are kept for 15 minutes, then merged to minutes that are kept for a day.
    """

    def __init__(self) -> None:
        self.delivery: Delivery = PerfectDelivery()
        self._lock = threading.Lock()
        self._series: dict[MetricKey, dict[str | None, History]] = defaultdict(dict)

    def put(
        self,
        key: MetricKey,
        at: float,
        values: Mapping[float, float],
        *,
        unit: str | None = None,
    ) -> None:
        """Add measured values.

        Args:
            key: the metric.
            at: when, in seconds since the epoch, by the lab's clock.
            values: each value with how often it was measured, as in PutMetricData's Values
                and Counts. One count of 40 requests is `{40: 1}`, 40 latencies of 5 ms
                are `{0.005: 40}`.
            unit: one of CloudWatch's units; left out, it fits whichever is asked for.
        """
        kept = self.delivery.keep(key, values)
        with self._lock:
            if kept:
                self._history(key, unit).at(at).add(kept)
            if kept is not values and not self.delivery.loses_all(key):
                self._history(key, unit).lose_some(at)

    def put_summary(
        self, key: MetricKey, at: float, summary: Summary, *, unit: str | None = None
    ) -> None:
        """Add a summary of values that are not known themselves; it is lost whole or not."""
        if not self.delivery.keep(key, {summary.total: 1}):
            return
        with self._lock:
            self._history(key, unit).at(at).summarise(summary)

    def _history(self, key: MetricKey, unit: str | None) -> History:
        return self._series[key].setdefault(unit, History())

    def read(self, key: MetricKey, times: range, *, unit: str | None = None) -> Reading:
        """Return what was measured of a metric, by period.

        Args:
            key: the metric.
            times: the periods' first seconds; its step is their length in seconds.
            unit: only what was measured in this one; left out: in whichever.
        """
        until = self.delivery.readable_until(key)
        periods: dict[int, Distribution] = {}
        partial = False
        with self._lock:
            for measured_in, history in self._series.get(key, {}).items():
                if unit is not None and measured_in not in (unit, None):
                    continue
                for time, found in history.read(times, lambda end: end <= until).items():
                    if time in periods:
                        periods[time].merge(found)
                    else:
                        periods[time] = found
                partial |= history.is_partial(times.start, times.stop)
        return Reading(periods, partial)

    def keys(self) -> list[MetricKey]:
        """Return all metrics of which something is kept."""
        with self._lock:
            return [key for key, units in self._series.items() if any(units.values())]

    def unit(self, key: MetricKey) -> str:
        """Return the unit that a metric was measured in; None in words where nobody said."""
        with self._lock:
            known = [unit for unit in self._series.get(key, {}) if unit is not None]
        return known[0] if len(known) == 1 else "None"

    def sweep(self, now: float) -> None:
        """Forget what is too old; `now` in seconds since the epoch."""
        with self._lock:
            for key in list(self._series):
                units = self._series[key]
                for history in units.values():
                    history.sweep(now)
                if not any(units.values()):
                    del self._series[key]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._series.clear()
