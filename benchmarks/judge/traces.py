"""Traces: what a service would see minute by minute, for many runs at once.

Only what does not depend on weights is drawn here: requests a minute of the whole service, and
each version's rates of errors and slow requests. So every rule meets the same weather.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MINUTES = 120
"""A release is followed for so long; a bad version that was promoted harms until then."""
HISTORY = 60
"""Minutes of the live version before the release."""

ERROR_LIMIT = 0.01
SLOW_LIMIT = 0.05
"""The runbook's criteria."""
LIMIT_MS = 500.0
MEDIAN_MS = 107.0
SPREAD = 0.6
"""Response times are lognormal: 0.5 % of the live version's take longer than 500 ms."""

_WOBBLE, _PERSISTENCE = 0.3, 0.9
_BURST_CHANCE, _BURST_MINUTES, _BURST_RATE = 0.01, 3, 0.04


@dataclass(frozen=True)
class Scenario:
    """One kind of weather and one new version.

    Attributes:
        family: under which it is summed up.
        total: requests a minute of both versions together.
        baseline: the live version's errors, 0 to 1.
        errors: the new version's errors, 0 to 1.
        latency: the new version's response times, in multiples of the live version's.
        traffic: `steady`, `daily` or `bursty`.
        noise: `none`; `own`: each version's rates are Beta distributed, each on its own;
            `shared`: both have the same ones; `persistent`: rates follow an AR(1) process, each
            its own; `incidents`: 4 % of all requests fail for 3 minutes now and then.
        concentration: of the Beta distribution.
        onset: `at once`, `leak` (errors grow for 30 minutes) or `late` (they begin after 20).
        missing: part of the minutes that have no metrics.
        hour: whether our release stays at 10 % for an hour and then takes all, instead of the
            steps that production has.
    """

    name: str
    family: str
    total: float
    baseline: float
    errors: float
    latency: float = 1.0
    traffic: str = "steady"
    noise: str = "none"
    concentration: float = 0.0
    onset: str = "at once"
    missing: float = 0.0
    hour: bool = False

    @property
    def bad(self) -> bool:
        """Whether the new version is worse than the live one."""
        return self.errors > self.baseline or self.latency > 1


@dataclass(frozen=True)
class Traces:
    """Runs x minutes; the first `HISTORY` of them are before the release.

    Attributes:
        requests: of the whole service.
        live, new: rates of errors.
        live_slow, new_slow: rates of slow requests.
        missing: minutes without metrics.
        onset: the release's minute in which the new version turns bad.
    """

    requests: Whole
    live: Floats
    new: Floats
    live_slow: Floats
    new_slow: Floats
    missing: Flags
    onset: int


def criterion_met(traces: Traces, minutes: int, periods: int) -> Flags:
    """Return in which runs the new version in truth meets the runbook's criterion of a rollback.

    That is so where the rate drawn for it, not what is counted, is beyond a limit in each of so
    many minutes in a row: 1 % of requests failing, or 5 % slow (then p95 is above its limit).

    Args:
        traces: of a good scenario.
        minutes: of the release that are looked at.
        periods: how many minutes in a row.
    """
    looked = slice(HISTORY, HISTORY + minutes)
    met = np.zeros(traces.new.shape[0], dtype=np.bool_)
    for rates, limit in ((traces.new, ERROR_LIMIT), (traces.new_slow, SLOW_LIMIT)):
        row = np.zeros(met.shape, dtype=np.int64)
        for beyond in (rates[:, looked] > limit).T:
            row = np.where(beyond, row + 1, 0)
            met |= row >= periods
    return met


def slow_share(latency: float) -> float:
    """Return which part of the requests takes longer than the limit."""
    return 1 - NormalDist(np.log(MEDIAN_MS * latency), SPREAD).cdf(np.log(LIMIT_MS))


def draw(scenario: Scenario, runs: int, rng: np.random.Generator) -> Traces:
    """Return the traces of so many runs."""
    shape = (runs, HISTORY + MINUTES)
    shared, growth, onset = rng.random(shape[0]), np.zeros(shape[1]), 0
    if scenario.onset == "leak":
        growth[HISTORY:] = np.clip(np.arange(MINUTES) / 30, 0, 1)
    elif scenario.onset == "late":
        onset = 20
        growth[HISTORY + onset :] = 1
    else:
        growth[HISTORY:] = 1
    new_mean = scenario.baseline + growth * (scenario.errors - scenario.baseline)
    slow, new_slow = slow_share(1), slow_share(scenario.latency)
    daily = _daily(shared, shape) if scenario.traffic == "daily" else np.ones(shape)
    burst = rng.lognormal(-0.32, 0.8, shape) if scenario.traffic == "bursty" else np.ones(shape)
    live, new = _rates(scenario, np.full(shape, scenario.baseline), new_mean, rng)
    live_slow, fresh_slow = _rates(scenario, np.full(shape, slow), np.full(shape[1], new_slow), rng)
    return Traces(
        requests=rng.poisson(scenario.total * daily * burst, shape),
        live=np.minimum(1, live * daily) if scenario.baseline < 0.006 else live,
        new=np.minimum(1, new * daily) if scenario.errors < 0.006 else new,
        live_slow=live_slow,
        new_slow=fresh_slow,
        missing=rng.random(shape) < scenario.missing,
        onset=onset,
    )


def _daily(phase: Floats, shape: tuple[int, int]) -> Floats:
    """Return a wave of four hours: a day's rise and fall within one release."""
    minutes = np.arange(shape[1])[None, :] / 240
    return np.asarray(1 + 0.6 * np.sin(2 * np.pi * (minutes + phase[:, None])))


def _rates(
    scenario: Scenario, live: Floats, new_mean: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    new = np.broadcast_to(new_mean, live.shape)
    if scenario.noise == "own":
        return _beta(live, scenario.concentration, rng), _beta(new, scenario.concentration, rng)
    if scenario.noise == "shared":
        drawn = _beta(live, scenario.concentration, rng)
        factor = new / np.maximum(live, 1e-12)
        return drawn, np.minimum(1, drawn * factor)
    if scenario.noise == "persistent":
        return (
            np.minimum(1, live * _persistent(live.shape, rng)),
            np.minimum(1, new * _persistent(live.shape, rng)),
        )
    if scenario.noise == "incidents":
        starts = rng.random(live.shape) < _BURST_CHANCE
        burst = starts.copy()
        for minute in range(1, _BURST_MINUTES):
            burst[:, minute:] |= starts[:, :-minute]
        return live + burst * _BURST_RATE, np.minimum(1, new + burst * _BURST_RATE)
    return live, np.array(new)


def _beta(mean: Floats, concentration: float, rng: np.random.Generator) -> Floats:
    inner = np.clip(mean, 1e-9, 1 - 1e-9)
    drawn = rng.beta(concentration * inner, concentration * (1 - inner))
    return np.where((mean <= 0) | (mean >= 1), mean, drawn)


def _persistent(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    fresh = rng.standard_normal(shape)
    state = np.empty(shape)
    state[:, 0] = fresh[:, 0]
    for minute in range(1, shape[1]):
        state[:, minute] = (
            _PERSISTENCE * state[:, minute - 1] + np.sqrt(1 - _PERSISTENCE**2) * fresh[:, minute]
        )
    return np.asarray(np.exp(_WOBBLE * state - _WOBBLE**2 / 2))
