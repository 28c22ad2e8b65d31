"""How much the live version's rate wobbles: it decides what a deviation is worth."""

from __future__ import annotations

from math import sqrt

from sluice.canary.judge.likelihood import CONCENTRATIONS, ZERO_ROW, Row, row
from sluice.values import Value

_CHANCE, _CERTAIN = 1.0, 3.0
"""An autocorrelation of so many standard errors is taken for chance, and one of so many for
certain; between them a part of it counts."""
_HIGHEST_CORRELATION = 0.9


class Noise(Value):
    """The live version's history in one metric (errors or slowness).

    Attributes:
        requests, bad: totals.
        periods, beyond: how many were seen, and in how many the limit was exceeded.
        fit: how well each concentration explains the periods, as log-likelihoods.
        products, squares, pairs: of successive residuals, for their correlation.
        residual: the newest period's, in standard deviations.
    """

    requests: int = 0
    bad: int = 0
    periods: int = 0
    beyond: int = 0
    fit: Row = ZERO_ROW
    products: float = 0.0
    squares: float = 0.0
    pairs: int = 0
    residual: float | None = None

    @property
    def rate(self) -> float:
        """The live version's rate so far, from 0 to 1."""
        return (self.bad + 0.5) / (self.requests + 1) if self.requests else 0.0

    @property
    def high_rate(self) -> float:
        """The rate and its standard error: it is known no better than so.

        Scattered and persistent periods tell less of it than independent requests.
        """
        if not self.requests:
            return 0.0
        concentration = max(zip(self.fit, CONCENTRATIONS, strict=True))[1]
        size = self.requests / self.periods
        sure = self.requests / (1 + (size - 1) / (concentration + 1))
        return self.rate + sqrt(self.rate / max(1.0, self.discount * sure))

    @property
    def ordinarily_beyond(self) -> bool:
        """Whether the live version exceeds the limit in half of its periods or more.

        Its mean would not tell that from one grave incident.
        """
        return self.periods > 0 and 2 * self.beyond >= self.periods

    def after(self, bad: int, requests: int, limit: float, rate: float | None = None) -> Noise:
        """Return the noise after one more period of the live version.

        Args:
            bad: of the period.
            requests: of the period.
            limit: the criterion, 0 to 1.
            rate: around which it is taken to wobble; None for the mean until now.
        """
        total = Noise(requests=self.requests + requests, bad=self.bad + bad)
        fresh = row(bad, requests, total.rate if rate is None else rate)
        top = max(old + new for old, new in zip(self.fit, fresh, strict=True))
        residual = _residual(bad, requests, total.bad / total.requests if rate is None else rate)
        before = self.residual
        return Noise(
            requests=total.requests,
            bad=total.bad,
            periods=self.periods + 1,
            beyond=self.beyond + (bad > limit * requests),
            fit=tuple(old + new - top for old, new in zip(self.fit, fresh, strict=True)),
            products=self.products + (0.0 if before is None else before * residual),
            squares=self.squares + residual * residual,
            pairs=self.pairs + (before is not None),
            residual=residual,
        )

    @property
    def discount(self) -> float:
        """What a period's evidence counts where periods resemble their neighbours, 0 to 1.

        A series with lag-1 autocorrelation r tells as much of its mean as (1 - r) / (1 + r)
        times as many independent periods. From n pairs r is known with a standard error of
        1 / sqrt(n) (Bartlett 1946), and is measured too low by (1 + 3 r) / n (Kendall 1954,
        "Note on bias in the estimation of autocorrelation").
        """
        if not self.squares or not self.pairs:
            return 1.0
        measured = self.products / self.squares
        errors = measured * sqrt(self.pairs)
        part = min(1.0, max(0.0, (errors - _CHANCE) / (_CERTAIN - _CHANCE)))
        unbiased = measured + (1 + 3 * measured) / self.pairs
        correlation = part * min(_HIGHEST_CORRELATION, unbiased)
        return (1 - correlation) / (1 + correlation)


def _residual(bad: int, requests: int, mean: float) -> float:
    """Return by how many standard deviations of a binomial a period differs from the mean."""
    variance = requests * mean * (1 - mean)
    return (bad - requests * mean) / sqrt(variance) if variance > 0 else 0.0


def learn(periods: list[tuple[int, int]], limit: float) -> Noise:
    """Return the noise of a history of (bad, requests), oldest first; limit from 0 to 1."""
    requests = sum(each for _, each in periods)
    if not requests:
        return Noise()
    mean = sum(bad for bad, _ in periods) / requests
    noise = Noise()
    for bad, count in periods:
        if count:
            noise = noise.after(bad, count, limit, mean)
    return noise
