"""The confidence interval of a rate in one period."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""The normal distribution's 97.5 % quantile: the interval is one of 95 %."""


def wilson(bad: int, requests: int) -> tuple[float, float]:
    """Return Wilson's score interval of a rate: (low, high), 0 to 1.

    The rates that a two-sided score test of 5 % does not reject (Wilson 1927; recommended
    for small counts by Brown, Cai & DasGupta 2001). Where nothing is bad it begins at 0
    exactly, where all is bad it ends at 1. It holds for this one period: whoever looks at
    many will find some outside, for which the judge has its always-valid band.

    Args:
        bad: how many of the requests; 0 to `requests`.
        requests: none says nothing: (0, 1).

    Raises:
        ValueError: a count that cannot be.
    """
    if not 0 <= bad <= requests:
        raise ValueError(f"{bad} of {requests} requests cannot be")
    if requests == 0:
        return 0.0, 1.0
    rate = bad / requests
    square = Z * Z / requests
    middle = (rate + square / 2) / (1 + square)
    half = Z * sqrt((rate * (1 - rate) + square / 4) / requests) / (1 + square)
    low = 0.0 if bad == 0 else max(0.0, middle - half)
    high = 1.0 if bad == requests else min(1.0, middle + half)
    return low, high
