"""Scales: from times and values to places, with ticks at numbers that people like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from sluice.canary.wording import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 1000.0
"""A chart's own units across; the page stretches them."""

_TIME_STEPS = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800),
)
_TIME_TICKS = 6


@dataclass(frozen=True)
class Tick:
    """A place on an axis and its label; `place` in percent of the axis, or its own unit."""

    place: float
    label: str


@dataclass(frozen=True)
class TimeScale:
    """From seconds since the epoch to places across."""

    start: float
    end: float

    def x(self, at: float) -> float:
        """Return the place in a chart's units, 0 to `WIDTH`; outside times go to the edge."""
        return WIDTH * self._part(at)

    def percent(self, at: float) -> float:
        """Return the place in percent of the width."""
        return round(100 * self._part(at), 3)

    def _part(self, at: float) -> float:
        return min(1.0, max(0.0, (at - self.start) / (self.end - self.start)))

    def ticks(self) -> tuple[Tick, ...]:
        """Return at most seven ticks at round times of day in UTC; midnight is a date."""
        span = self.end - self.start
        step = next((each for each in _TIME_STEPS if span / each <= _TIME_TICKS), _TIME_STEPS[-1])
        found = []
        at = ceil(self.start / step) * step
        while at <= self.end:
            found.append(Tick(self.percent(at), _time(at, step)))
            at += step
        return tuple(found)


def _time(at: float, step: float) -> str:
    if at % 86400 == 0:
        return f"{datetime.fromtimestamp(at, UTC):%-d %b}"
    return clock(at, seconds=step < 60)


@dataclass(frozen=True)
class ValueScale:
    """From values to places down; `height` in pixels; values outside go to the edge."""

    bottom: float
    top: float
    step: float
    height: float

    def y(self, value: float) -> float:
        """Return the place in pixels from above."""
        inside = min(self.top, max(self.bottom, value))
        return self.height * (self.top - inside) / (self.top - self.bottom)

    def steps(self) -> Iterable[float]:
        """Return the values to mark, from below."""
        first = ceil(self.bottom / self.step - 1e-9)
        last = floor(self.top / self.step + 1e-9)
        return (number * self.step for number in range(first, last + 1))


def value_scale(low: float, high: float, height: float, *, most_ticks: int = 4) -> ValueScale:
    """Return a scale from `low` or below to `high` or above that begins and ends at a tick."""
    span = max(high - low, 1e-9)
    unit = 10.0 ** floor(log10(span / most_ticks))
    step = next(unit * each for each in (1, 2, 5, 10, 20) if span / (unit * each) <= most_ticks)
    bottom, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return ValueScale(bottom, max(top, bottom + step), step, height)
