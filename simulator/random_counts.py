"""Random counts, exact where they are small and as good as exact where they are large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_LARGE = 30.0
"""From this mean on, the normal distribution is close enough."""


def poisson(random: Random, mean: float) -> int:
    """Return how many arrived, where `mean` are expected."""
    if mean <= 0:
        return 0
    if mean > _LARGE:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, found = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        found += 1
    return found


def binomial(random: Random, of: int, probability: float) -> int:
    """Return how many of `of` were hit."""
    if probability <= 0 or of <= 0:
        return 0
    if probability >= 1:
        return of
    if probability > 0.5:
        return of - binomial(random, of, 1 - probability)
    mean = of * probability
    if mean > _LARGE:
        spread = math.sqrt(mean * (1 - probability))
        return min(of, max(0, round(random.gauss(mean, spread))))
    # Skips from one hit to the next: the gaps are geometric.
    found, at, scale = 0, 0, math.log1p(-probability)
    while True:
        at += math.floor(math.log(1.0 - random.random()) / scale) + 1
        if at > of:
            return found
        found += 1
