"""Counts what happened, by second; CloudWatch's names and dimensions come in at the end."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.alb.messages import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DETAILED = {500, 502, 503, 504}


@dataclass
class Tally:
    """What happened between one load balancer and one target group in one second.

    Latencies are in seconds, rounded to 0.1 ms. `targets` is how many could be chosen.
    """

    requests: int = 0
    target_codes: Counter[int] = field(default_factory=Counter)
    latencies: Counter[float] = field(default_factory=Counter)
    connection_errors: int = 0
    targets: int = 1


class Meter:
    """All tallies that were not reported yet."""

    def __init__(self) -> None:
        self.skew_seconds = 0.0
        self._tallies: dict[tuple[str, str, int], Tally] = {}
        # Of answers that the load balancers gave by themselves: by balancer and second.
        self._own: dict[tuple[str, int], Counter[str]] = {}
        self._hosts: dict[tuple[str, str, int], tuple[int, int]] = {}

    def second(self) -> int:
        """Return the current second by the lab's clock."""
        return int(time.time() + self.skew_seconds)

    def tally(self, balancer: str, group: str) -> Tally:
        """Return where to count now what a balancer has to do with a group."""
        key = (balancer, group, self.second())
        if (found := self._tallies.get(key)) is None:
            found = self._tallies[key] = Tally()
        return found

    def answered(
        self, balancer: str, group: str, *, code: int, seconds: float, targets: int
    ) -> None:
        """Count a target's answer; `seconds` from sending the request to its headers."""
        tally = self.tally(balancer, group)
        tally.requests += 1
        tally.targets = targets
        tally.target_codes[code // 100] += 1
        tally.latencies[round(seconds, 4)] += 1

    def unanswered(self, balancer: str, group: str, *, code: int, targets: int) -> None:
        """Count a request whose target gave no answer; the client got `code`."""
        tally = self.tally(balancer, group)
        tally.requests += 1
        tally.targets = targets
        self.own(balancer, code)

    def own(self, balancer: str, code: int, action: str = "") -> None:
        """Count an answer of the load balancer itself, and the action that made it."""
        counts = self._own.setdefault((balancer, self.second()), Counter())
        counts[f"HTTPCode_ELB_{code // 100}XX_Count"] += 1
        if code in _DETAILED:
            counts[f"HTTPCode_ELB_{code}_Count"] += 1
        if action:
            counts[f"HTTP_{action}_Count"] += 1

    def hosts(self, counts: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        """Note how many targets are healthy and how many not, by balancer and group."""
        now = self.second()
        for (balancer, group), found in counts.items():
            self._hosts[balancer, group, now] = found

    def drain(self) -> tuple[Sample, ...]:
        """Return everything counted since the last time, and begin anew."""
        samples = [*self._of_targets(), *self._of_balancers(), *self._of_hosts()]
        self._tallies, self._own, self._hosts = {}, {}, {}
        return tuple(samples)

    def _of_targets(self) -> Iterator[Sample]:
        for (balancer, group, at), tally in self._tallies.items():
            found: dict[str, dict[float, float]] = {
                f"HTTPCode_Target_{hundred}XX_Count": {1: count}
                for hundred, count in tally.target_codes.items()
            }
            if tally.requests:
                found["RequestCount"] = {1: tally.requests}
                share = tally.requests / max(tally.targets, 1)
                yield Sample("RequestCountPerTarget", None, group, at, ((share, 1),))
            if tally.latencies:
                found["TargetResponseTime"] = {**tally.latencies}
            if tally.connection_errors:
                found["TargetConnectionErrorCount"] = {1: tally.connection_errors}
            for name, values in found.items():
                pairs = tuple(values.items())
                yield Sample(name, balancer, None, at, pairs)
                yield Sample(name, balancer, group, at, pairs)

    def _of_balancers(self) -> Iterator[Sample]:
        for (balancer, at), counts in self._own.items():
            for name, count in counts.items():
                yield Sample(name, balancer, None, at, ((1, count),))

    def _of_hosts(self) -> Iterator[Sample]:
        for (balancer, group, at), (healthy, unhealthy) in self._hosts.items():
            yield Sample("HealthyHostCount", balancer, group, at, ((healthy, 1),))
            yield Sample("UnHealthyHostCount", balancer, group, at, ((unhealthy, 1),))
