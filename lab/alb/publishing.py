"""Writes what the data plane counted where CloudWatch reads."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from lab.alb.configuration import region, suffix
from lab.cloudwatch.store import metric_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.alb.messages import Sample
    from lab.cloudwatch.store import MetricStore

NAMESPACE = "AWS/ApplicationELB"


def publish(samples: Iterable[Sample], metrics: MetricStore) -> None:
    """Put samples under AWS's names and dimensions."""
    for sample in samples:
        dimensions = {}
        if sample.load_balancer is not None:
            dimensions["LoadBalancer"] = suffix(sample.load_balancer)
        if sample.group is not None:
            dimensions["TargetGroup"] = suffix(sample.group)
        arn = sample.load_balancer or sample.group
        assert arn is not None, "a metric is of something"
        key = metric_key(region(arn), NAMESPACE, sample.name, dimensions)
        metrics.put(key, sample.at, dict(sample.values))


class Rates:
    """Requests of the last seconds by target group, for people to look at."""

    def __init__(self, window_seconds: int = 10) -> None:
        """Keep so many seconds."""
        self._window = window_seconds
        self._seen: deque[tuple[int, str, float]] = deque()

    def add(self, samples: Iterable[Sample]) -> None:
        """Take over what is needed of new samples."""
        for sample in samples:
            if sample.name == "RequestCount" and sample.group is not None:
                count = sum(count for _, count in sample.values)
                self._seen.append((sample.at, sample.group, count))

    def per_second(self, now: float) -> dict[str, float]:
        """Return requests per second by target group ARN, over the whole seconds before now."""
        last = int(now)
        while self._seen and self._seen[0][0] < last - self._window:
            self._seen.popleft()
        found: dict[str, float] = {}
        for at, group, count in self._seen:
            if at < last:
                found[group] = found.get(group, 0.0) + count / self._window
        return found
