"""Log-likelihoods of counts whose rate wobbles from period to period: the beta-binomial.

A binomial count of n requests with rate p says that every request fails on its own. Real
services fail in clusters. Where the rate of a period is itself drawn from a Beta distribution
with mean p and concentration c, the count is beta-binomial, and a period of any size weighs no
more than c + 1 independent requests. c → infinity is the binomial.

The binomial coefficient is left out everywhere: it cancels in every ratio.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log

CONCENTRATIONS = (50.0, 100.0, 200.0, 1000.0, 5000.0, 1e6)
"""From very noisy to as good as independent."""

Row = tuple[float, ...]
"""One log-likelihood for each of `CONCENTRATIONS`."""

ZERO_ROW: Row = (0.0,) * len(CONCENTRATIONS)

_TINY = 1e-9
_NEGLIGIBLE = 35.0
"""Natural logarithms: what is so much less does not change a sum."""


@lru_cache(maxsize=512)
def _parameters(rate: float) -> tuple[tuple[float, float, float], ...]:
    """Return (a, b, log normaliser) for each concentration."""
    result = []
    for c in CONCENTRATIONS:
        a = max(c * rate, _TINY)
        b = max(c * (1 - rate), _TINY)
        result.append((a, b, lgamma(c) - lgamma(a) - lgamma(b)))
    return tuple(result)


def row(bad: int, requests: int, rate: float) -> Row:
    """Return log P(bad of requests | mean rate, c) for each c."""
    return rows(bad, requests, (rate,))[0]


def rows(bad: int, requests: int, rates: tuple[float, ...]) -> tuple[Row, ...]:
    """Return `row` for each of the rates."""
    good = requests - bad
    totals = [lgamma(c + requests) for c in CONCENTRATIONS]
    return tuple(
        tuple(
            [
                lgamma(bad + a) + lgamma(good + b) + constant - total
                for (a, b, constant), total in zip(_parameters(rate), totals, strict=True)
            ]
        )
        for rate in rates
    )


def split_rows(bad: int, total: int, shares: tuple[float, ...], rate: float) -> tuple[Row, ...]:
    """Return log P(`bad` of `total` errors are the new version's) for each share and c.

    Args:
        bad: errors of the new version in a period.
        total: errors of both versions in it.
        shares: the new version's expected share of the errors, one per hypothesis; the first
            is the null hypothesis.
        rate: the error rate of the period before; with c it tells how much the split wobbles
            where both versions wobble on their own: the log odds of the split have the variance
            2 / (c x rate).

    Returns:
        One row for each share.
    """
    null = shares[0]
    scale = max(rate, _TINY) / (2 * null * (1 - null))
    kappas = [max(c * scale, 1e-3) for c in CONCENTRATIONS]
    commons = [lgamma(kappa) - lgamma(kappa + total) for kappa in kappas]
    rest = total - bad
    rows = []
    for share in shares:
        values = []
        for kappa, common in zip(kappas, commons, strict=True):
            a = kappa * share
            b = kappa - a
            values.append(common + lgamma(a + bad) - lgamma(a) + lgamma(b + rest) - lgamma(b))
        rows.append(tuple(values))
    return tuple(rows)


def add_rows(first: Row, second: Row) -> Row:
    """Return the sum, element by element."""
    return tuple(map(float.__add__, first, second))


def log_add(first: float, second: float) -> float:
    """Return log(exp(first) + exp(second)) without overflow."""
    gap = first - second
    if -_NEGLIGIBLE < gap < _NEGLIGIBLE:
        return second + log(1 + exp(gap))
    return first if gap > 0 else second


def log_sum(values: list[float]) -> float:
    """Return log(sum(exp(values))) without overflow."""
    top = max(values)
    least = top - _NEGLIGIBLE
    return top + log(sum([exp(value - top) for value in values if value > least]))
