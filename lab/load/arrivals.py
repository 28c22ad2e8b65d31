"""When requests are to be sent: decided before the first one, whatever the answers do."""

from __future__ import annotations

import math
import random
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A day in this many pieces; within each the rate is constant.
_DAILY_PIECES = 288
_DAILY_SWING = 0.8
_BURSTS = 5
_BURST_TIME_SHARE = 0.1
_BURST_REQUEST_SHARE = 0.5


class Shape(StrEnum):
    """How the rate changes over time; its mean is always the rate that was asked for.

    steady: not at all. daily: one day, from night (a fifth of the mean) to noon (nine fifths)
    and back. burst: five times a tenth of the time takes half of the requests.
    """

    STEADY = "steady"
    DAILY = "daily"
    BURST = "burst"


class Spacing(StrEnum):
    """How far requests are apart: at random as independent users are, or evenly."""

    POISSON = "poisson"
    CONSTANT = "constant"


def curve(shape: Shape) -> tuple[tuple[float, float], ...]:
    """Return which share of the requests (second) is due by which share of the time (first).

    Points from (0, 0) to (1, 1), rising; linear in between.
    """
    match shape:
        case Shape.STEADY:
            return ((0.0, 0.0), (1.0, 1.0))
        case Shape.DAILY:
            times = [piece / _DAILY_PIECES for piece in range(_DAILY_PIECES + 1)]
            wave = 2 * math.pi
            return tuple((at, at - _DAILY_SWING * math.sin(wave * at) / wave) for at in times)
        case Shape.BURST:
            points = [(0.0, 0.0)]
            for burst in range(_BURSTS):
                end = (burst + 1) / _BURSTS
                points.append(
                    (
                        end - _BURST_TIME_SHARE / _BURSTS,
                        end - _BURST_REQUEST_SHARE / _BURSTS,
                    )
                )
                points.append((end, end))
            return tuple(points)


def arrivals(
    shape: Shape,
    rate: float,
    seconds: float,
    seed: int,
    spacing: Spacing = Spacing.POISSON,
) -> Iterator[float]:
    """Yield the times at which requests are due, rising.

    Args:
        shape: how the rate changes.
        rate: its mean, in requests per second.
        seconds: how long it lasts.
        seed: the same seed gives the same times.
        spacing: random (a Poisson process), or even, in which case there are exactly
            `rate * seconds` of them.

    Yields:
        Seconds since the start, from 0 and below `seconds`.
    """
    volume = rate * seconds
    pieces = pairwise(curve(shape))
    (time_from, share_from), (time_to, share_to) = next(pieces)
    for due in _counts(volume, seed, spacing):
        share = due / volume
        while share > share_to:
            (time_from, share_from), (time_to, share_to) = next(pieces)
        part = (share - share_from) / (share_to - share_from)
        yield seconds * (time_from + part * (time_to - time_from))


def _counts(volume: float, seed: int, spacing: Spacing) -> Iterator[float]:
    """Yield how many requests were due, on average, when each comes; below `volume`."""
    if spacing is Spacing.CONSTANT:
        yield from map(float, range(math.ceil(volume)))
        return
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    count = chance.expovariate(1)
    while count < volume:
        yield count
        count += chance.expovariate(1)
