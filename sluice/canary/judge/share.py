"""Whether the requests arrive as the weights say: sample-ratio mismatch.

An e-detector (Shin, Ramdas & Rinaldo 2022, "E-detectors: a nonparametric framework for
sequential change detection"): false alarms are on average at least 1 / `CHANCE` periods apart,
whenever it is looked at; and it recovers when the share fits again.
"""

from __future__ import annotations

from math import log

from sluice.values import Value

CHANCE = 1e-4
_CONFIRMED = log(1 / CHANCE)
_MOST = _CONFIRMED + 3
"""So that a few periods that fit are enough to recover."""
_WORTH = 500
"""Requests of a period count as at most so many: connections carry several each."""


class Share(Value):
    """The evidence that too much or too little arrives; and what did, lately.

    Attributes:
        above, below: ln(e) of either.
        recent_requests, recent_total: of the new version and of both, older ones fading by half
            with each period.
        weight: the newest one, in percent.
        periods: how many had that weight so far.
    """

    above: float = 0.0
    below: float = 0.0
    recent_requests: float = 0.0
    recent_total: float = 0.0
    weight: float = 0.0
    periods: int = 0

    @property
    def percent(self) -> float:
        """The share of requests that arrived lately."""
        return 100 * self.recent_requests / self.recent_total if self.recent_total else 0.0

    @property
    def mismatch(self) -> bool:
        """Whether the difference is neither chance nor small, nor of one period only.

        Requests that were on their way when the weight changed count to the first period.
        """
        confirmed = self.periods > 1 and max(self.above, self.below) >= _CONFIRMED
        return confirmed and abs(self.percent - self.weight) > _margin(self.weight)

    def after(self, requests: int, total: int, weight: float | None) -> Share:
        """Return the share after one more period; without a weight, as it was."""
        if weight is None or not total:
            return self
        if weight != self.weight:
            fresh = Share(weight=weight, above=self.above, below=self.below)
            return fresh._counted(requests, total)
        return self._counted(requests, total)

    def _counted(self, requests: int, total: int) -> Share:
        margin = _margin(self.weight)
        expected = self.weight / 100
        worth = min(1.0, _WORTH / total)
        return Share(
            above=_detect(
                self.above, worth * requests, worth * total, expected, expected + margin / 100
            ),
            below=_detect(
                self.below, worth * requests, worth * total, expected, expected - margin / 100
            ),
            recent_requests=self.recent_requests / 2 + requests,
            recent_total=self.recent_total / 2 + total,
            weight=self.weight,
            periods=self.periods + 1,
        )


def _margin(weight: float) -> float:
    """Return the smallest difference that matters, in points."""
    return max(2.0, weight / 2)


def _detect(before: float, requests: float, total: float, expected: float, other: float) -> float:
    expected = min(1 - 1e-6, max(1e-6, expected))
    other = min(1 - 1e-6, max(1e-6, other))
    gain = requests * log(other / expected) + (total - requests) * log((1 - other) / (1 - expected))
    return min(_MOST, max(0.0, before) + gain) if before + gain > 0 else 0.0
