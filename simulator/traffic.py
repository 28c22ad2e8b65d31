"""Live traffic: how many requests went where, by the weights that were in force."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING
from zlib import crc32

from simulator.random_counts import binomial, poisson
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.versions import Version


@dataclass(frozen=True)
class Standing:
    """How one colour stood for some time.

    Attributes:
        share: of the requests, 0 to 1.
        healthy: targets; 0 where there is none.
        targets: those that are registered and not leaving.
        version: what its targets run.
    """

    share: float
    healthy: int
    targets: int
    version: Version


@dataclass(frozen=True)
class Served:
    """What one colour got in one period.

    Attributes:
        requests: that the load balancer sent to its targets.
        errors: of these, answered 5XX.
        slow: of these, slower than the limit.
        refused: answered 503 by the load balancer: there was no healthy target.
        healthy: targets, the most in the period.
        targets: whether there were any.
    """

    requests: int
    errors: int
    slow: int
    refused: int
    healthy: int
    targets: bool


class Traffic:
    """The requests of one service; drawn once for each period, whoever asks when."""

    def __init__(self, seed: str, requests_per_minute: float) -> None:
        """Begin without a past.

        Args:
            seed: the same seed and the same changes draw the same counts.
            requests_per_minute: over both colours.
        """
        self._seed = crc32(seed.encode()) << 40
        self._per_second = requests_per_minute / 60
        self._times: list[float] = []
        self._standings: list[Mapping[str, Standing]] = []
        self._known: dict[tuple[int, int], Mapping[str, Served]] = {}

    def changed(self, now: float, standings: Mapping[str, Standing]) -> None:
        """Record how both colours stand from now on."""
        if self._times and self._times[-1] == now:
            self._standings[-1] = standings
        else:
            self._times.append(now)
            self._standings.append(standings)

    def served(self, start: int, seconds: int) -> Mapping[str, Served]:
        """Return what each colour got in a period that is over."""
        key = (start, seconds)
        if key not in self._known:
            parts = list(self._parts(start, start + seconds))
            random = Random(self._seed + start)  # noqa: S311 - a simulation
            self._known[key] = {
                colour: _draw(
                    random, self._per_second, [(long, all_[colour]) for long, all_ in parts]
                )
                for colour in COLOURS
            }
        return self._known[key]

    def refused(self, start: float, end: float) -> int:
        """Return how many requests are expected to have hit a group without a healthy target."""
        expected = sum(
            long * self._per_second * standing.share
            for long, standings in self._parts(start, end)
            for standing in standings.values()
            if standing.share > 0 and standing.healthy == 0
        )
        return math.ceil(expected - 1e-9)

    def _parts(self, start: float, end: float) -> Iterator[tuple[float, Mapping[str, Standing]]]:
        index = max(0, bisect_right(self._times, start) - 1)
        while index < len(self._times) and self._times[index] < end:
            begins = max(start, self._times[index])
            follows = self._times[index + 1] if index + 1 < len(self._times) else end
            yield min(end, follows) - begins, self._standings[index]
            index += 1


def _draw(random: Random, per_second: float, parts: list[tuple[float, Standing]]) -> Served:
    requests = errors = slow = refused = 0
    for long, standing in parts:
        arrived = poisson(random, long * per_second * standing.share)
        if standing.healthy == 0:
            refused += arrived
            continue
        requests += arrived
        errors += binomial(random, arrived, standing.version.error_rate)
        slow += binomial(random, arrived, standing.version.slow_rate)
    return Served(
        requests,
        errors,
        slow,
        refused,
        max((standing.healthy for _, standing in parts), default=0),
        any(standing.targets for _, standing in parts),
    )
