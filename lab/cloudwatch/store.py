"""Holds what was measured, second by second."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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


class MetricStore:
    """Counts of values per metric and second; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._series: dict[MetricKey, dict[int, dict[float, float]]] = defaultdict(dict)

    def put(self, key: MetricKey, at: float, values: Mapping[float, float]) -> None:
        """Add measured values.

        Args:
            key: the metric.
            at: when, in seconds since the epoch, by the lab's clock.
            values: each value with how often it was measured, as in PutMetricData's Values
                and Counts. One count of 40 requests is `{40: 1}`, 40 latencies of 5 ms
                are `{0.005: 40}`.
        """
        with self._lock:
            second = self._series[key].setdefault(int(at), {})
            for value, count in values.items():
                second[value] = second.get(value, 0) + count
