"""Reads metric periods of one release or of many, with as few calls as there can be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.model.counts import Counts
from sluice.canary.model.observation import Unread
from sluice.canary.ports.metrics.answers import MOST_QUERIES, ask
from sluice.canary.ports.metrics.periods import Reader, Window
from sluice.canary.ports.metrics.queries import Source, queries
from sluice.canary.ports.reading import read
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sluice.aws import Clients
    from sluice.canary.model.observation import MetricReading
    from sluice.canary.model.release import Release
    from sluice.environment.descriptor import Descriptor

_QUERIES_EACH = 13
_AHEAD_PERIODS = 2
"""So far behind AWS's time, as it is known, the answer reaches: a period that runs is in it."""

HISTORY_PERIODS = 120
"""So many periods before the release tell how noisy the live version is."""


@dataclass(frozen=True)
class MetricsRequest:
    """What is wanted of one release's metrics.

    Attributes:
        release: says since when, and by which periods.
        descriptor: of its environment.
    """

    release: Release
    descriptor: Descriptor


def read_many(
    clients: Clients, requests: Sequence[MetricsRequest], now: float
) -> dict[str, MetricReading | Unread]:
    """Return each release's reading by the release's id: one call for up to 38 of them.

    Args:
        clients: of the region in which all of them are.
        requests: of different releases.
        now: seconds since the epoch, by the driver's clock.
    """
    # Those that were read until about the same time ask for about the same window.
    ordered = sorted(requests, key=lambda request: request.release.metrics_until)
    size = MOST_QUERIES // _QUERIES_EACH
    found: dict[str, MetricReading | Unread] = {}
    for at in range(0, len(ordered), size):
        found |= _read_some(clients, ordered[at : at + size], now)
    return found


def _read_some(
    clients: Clients, requests: Sequence[MetricsRequest], now: float
) -> dict[str, MetricReading | Unread]:
    def look() -> dict[str, MetricReading | Unread]:
        all_queries = [
            query
            for number, request in enumerate(requests)
            for query in queries(f"r{number}", _source(request), COLOURS)
        ]
        start = min(request.release.metrics_until for request in requests)
        end = max(_until(request.release, now) for request in requests)
        answer = ask(clients, all_queries, start=start, end=end)
        found: dict[str, MetricReading | Unread] = {}
        for number, request in enumerate(requests):
            release, plan = request.release, request.release.plan
            window = Window(
                release.metrics_until, end, plan.period_seconds, plan.metric_delay_seconds
            )
            reader = Reader(answer, f"r{number}", release.canary)
            found[release.id] = reader.reading(window)
        return found

    found = read("the metrics", look)
    if isinstance(found, Unread):
        return {request.release.id: found for request in requests}
    return found


def read_history(
    clients: Clients, release: Release, descriptor: Descriptor, now: float
) -> tuple[Counts, ...]:
    """Return what was counted of the live colour before now, oldest first, without the gaps.

    Raises:
        Unclear, BotoCoreError, ClientError: no answer, or one that says nothing.
    """
    plan = release.plan
    period = plan.period_seconds
    end = math.floor((now + release.clock_skew_seconds) / period) * period
    start = end - HISTORY_PERIODS * period
    source = Source.of(descriptor, plan)
    answer = ask(clients, list(queries("h", source, [release.live])), start=start, end=end)
    reader = Reader(answer, "h", release.canary)
    window = Window(start, end, period, plan.metric_delay_seconds)
    found = [reader.colour(release.live, at) for at in window.due(answer.now)]
    return tuple(each for each in found if isinstance(each, Counts))


class FleetMetrics:
    """Reads the metrics of releases of many environments that are in one region."""

    def __init__(self, clients: Clients, descriptor_of: Callable[[Release], Descriptor]) -> None:
        """Prepare to read.

        Args:
            clients: of the region.
            descriptor_of: returns a release's environment.
        """
        self._clients = clients
        self._descriptor_of = descriptor_of

    def read_many(
        self, releases: Sequence[Release], now: float
    ) -> Mapping[str, MetricReading | Unread]:
        """Return each release's reading, by the release's id; raises nothing."""
        requests = [MetricsRequest(release, self._descriptor_of(release)) for release in releases]
        return read_many(self._clients, requests, now)


def _source(request: MetricsRequest) -> Source:
    return Source.of(request.descriptor, request.release.plan)


def _until(release: Release, now: float) -> int:
    # Where the skew is not known yet, too little is asked for, and the rest in the next tick.
    known = max(now + release.clock_skew_seconds, release.metrics_until)
    return math.ceil(known) + _AHEAD_PERIODS * release.plan.period_seconds
