"""Always-valid confidence bands of a rate."""

from __future__ import annotations

from math import lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEVEL = 0.95
"""All of a release's bands of one rate hold at once with this probability."""


def band(bad: float, requests: float) -> tuple[float, float]:
    """Return the confidence sequence of a rate: (low, high), 0 to 1.

    The rates p whose likelihood is not below (1 - LEVEL) times that of a Beta(1/2, 1/2) mixture
    (Robbins 1970; Howard et al. 2021, "Time-uniform confidence sequences").

    Args:
        bad: count; need not be whole.
        requests: as many as all are worth in independent ones; need not be whole.
    """
    if requests <= 0:
        return 0.0, 1.0
    good = max(0.0, requests - bad)
    mixture = lgamma(bad + 0.5) + lgamma(good + 0.5) - lgamma(requests + 1) - 2 * lgamma(0.5)
    floor = mixture - log(1 / (1 - LEVEL))
    middle = bad / requests

    def inside(rate: float) -> bool:
        return (bad * log(rate) if bad else 0.0) + (good * log(1 - rate) if good else 0.0) >= floor

    tiny = 1e-9
    low = 0.0 if bad <= 0 else _edge(inside, tiny, max(middle, tiny))
    high = 1.0 if good <= 0 else _edge(inside, 1 - tiny, min(middle, 1 - tiny))
    return low, high


def _edge(inside: Callable[[float], bool], outer: float, inner: float) -> float:
    """Return where `inside` turns true between the two, which is inside at `inner`."""
    if inside(outer):
        return outer
    for _ in range(50):
        middle = (outer + inner) / 2
        if inside(middle):
            inner = middle
        else:
            outer = middle
    return inner
