"""The tests of one metric: errors, or slowness.

Sources: Lindon & Malek 2020, "Anytime-valid inference for multinomial count data", and Turner &
Gruenwald 2023, "Safe sequential testing and effect estimation in stratified count data" (split
of each period's errors given their total); see `ratio` for the rest.
"""

from __future__ import annotations

from math import ceil, log, log10, sqrt
from math import floor as floor_of

from sluice.canary.judge.likelihood import CONCENTRATIONS, Row, rows, split_rows
from sluice.canary.judge.noise import Noise
from sluice.canary.judge.ratio import Ratio
from sluice.values import Value

TIMES_LIMIT = (1.4, 2.0, 3.2, 5.5, 10.0, 20.0, 45.0)
"""Alternatives of a test against a limit, in multiples of it; and one where all fails."""
ALL_BAD = 0.96
TIMES_LIVE = (1.7, 2.5, 5.0, 15.0, 100.0)
"""Alternatives of the test against the live version, in multiples of its rate."""
LIMIT_PRIOR = tuple(map(log, (0.2, 0.25, 0.18, 0.12, 0.1, 0.05, 0.05, 0.05)))
LIVE_PRIOR = tuple(map(log, (0.3, 0.25, 0.2, 0.15, 0.1)))
"""How the alternatives are weighed, as logarithms. A small rise takes many requests to show and so
gets more; a large one makes good for what it lacks with its next failure or two."""
MARGIN = 1.1
"""Up to so many times the live version's rate is as good as it."""

_MOST = 0.9
_SURE = 1.5
"""Standard errors by which a live version's rate is taken lower than it was in one period."""


class Series(Value):
    """What was learnt in one metric.

    Attributes:
        requests, bad: the new version's totals.
        live_requests, live_bad: the live version's in the same periods.
        noise: of the live version, with its history.
        absolute: against the criterion.
        material: against what the live version has had in general, or a small part of the
            criterion, below which no rise is a matter.
        split: of both versions' errors, period by period, against the live version.
        recent_requests, recent_bad: the new version's, older ones fading by half each period.
        sure_requests, sure_bad: the new version's totals, in requests that are worth as much as
            independent ones.
    """

    requests: int = 0
    bad: int = 0
    live_requests: int = 0
    live_bad: int = 0
    noise: Noise = Noise()
    absolute: Ratio = Ratio.of(len(TIMES_LIMIT) + 1)
    material: Ratio = Ratio.of(len(TIMES_LIMIT) + 1)
    split: Ratio = Ratio.of(len(TIMES_LIVE))
    recent_requests: float = 0.0
    recent_bad: float = 0.0
    sure_requests: float = 0.0
    sure_bad: float = 0.0

    def after(
        self, new: tuple[int, int], live: tuple[int, int] | None, limit: float, floor: float
    ) -> Series:
        """Return the series after one more period.

        Args:
            new: the new version's (bad, requests).
            live: the live version's; None where there is nothing to compare with.
            limit: the criterion, 0 to 1.
            floor: the smallest rate that matters, 0 to 1.
        """
        bad, requests = new
        live_bad, live_requests = live or (0, 0)
        noise = self.noise.after(live_bad, live_requests, limit) if live_requests else self.noise
        split = self.split
        if live_requests and bad + live_bad:
            split = split.after(self._split(new, (live_bad, live_requests)))
        worth = _worth(requests, noise.fit)
        return Series(
            requests=self.requests + requests,
            bad=self.bad + bad,
            live_requests=self.live_requests + live_requests,
            live_bad=self.live_bad + live_bad,
            noise=noise,
            absolute=self.absolute.after(
                _against(bad, requests, _raised(noise, live_bad, live_requests, limit))
            ),
            material=self.material.after(_against(bad, requests, _material(noise, floor))),
            split=split,
            recent_requests=self.recent_requests / 2 + requests,
            recent_bad=self.recent_bad / 2 + bad,
            sure_requests=self.sure_requests + worth * requests,
            sure_bad=self.sure_bad + worth * bad,
        )

    def absolute_evidence(self) -> float:
        """Return ln(e) of "no more than the criterion allows"."""
        return self.noise.discount * self.absolute.evidence(self.noise.fit, LIMIT_PRIOR)

    def relative_evidence(self) -> float:
        """Return ln(e) of "as good as the live version, or too little to matter".

        Both parts must be refuted, so that the smaller e-value is one of the union
        (intersection-union test).
        """
        fit = self.noise.fit
        split = self.split.evidence(fit, LIVE_PRIOR)
        return self.noise.discount * min(split, self.material.evidence(fit, LIMIT_PRIOR))

    def _split(self, new: tuple[int, int], live: tuple[int, int]) -> tuple[Row, ...]:
        bad, requests = new
        live_bad, live_requests = live
        before = self.bad + self.noise.bad, self.requests + self.noise.requests
        rate = (before[0] + 0.5) / (before[1] + 1) if before[1] else self._rate_of(new, live)
        shares = tuple(
            requests * times / (requests * times + live_requests) for times in (MARGIN, *TIMES_LIVE)
        )
        return split_rows(bad, bad + live_bad, shares, rate)

    @staticmethod
    def _rate_of(new: tuple[int, int], live: tuple[int, int]) -> float:
        return (new[0] + live[0] + 0.5) / (new[1] + live[1] + 1)


def _raised(noise: Noise, live_bad: int, live_requests: int, limit: float) -> float:
    """Return the limit, or what the live version has at least in this very period.

    A failure that both versions share for some minutes says nothing about the new one. A
    live version that is beyond the limit all along does not excuse it.
    """
    if live_bad < 10 or live_bad <= limit * live_requests or noise.ordinarily_beyond:
        return limit
    sure = (live_bad - _SURE * sqrt(live_bad)) / live_requests
    return max(limit, min(0.5, round(sure, 3)))


def _against(bad: int, requests: int, limit: float) -> tuple[Row, ...]:
    alternatives = (*(min(_MOST, limit * times) for times in TIMES_LIMIT), ALL_BAD)
    return rows(bad, requests, (limit, *alternatives))


def _material(noise: Noise, floor: float) -> float:
    """Return the smallest rate that matters, to two digits, upwards."""
    rate = min(0.5, MARGIN * noise.high_rate)
    if rate <= floor:
        return floor
    unit = 10.0 ** (floor_of(log10(rate)) - 1)
    return min(0.5, round(ceil(rate / unit) * unit, 9))


def _worth(requests: int, fit: Row) -> float:
    """Return how much one of so many requests in a period is worth, 0 to 1."""
    concentration = max(zip(fit, CONCENTRATIONS, strict=True))[1]
    return 1 / (1 + (requests - 1) / (concentration + 1)) if requests else 0.0
