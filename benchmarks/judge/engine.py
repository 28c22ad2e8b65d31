"""Plays traces through a peer's rule, all runs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from benchmarks.judge.traces import HISTORY, MINUTES

if TYPE_CHECKING:
    from benchmarks.judge.traces import Flags, Floats, Traces, Whole

RUNNING, PROMOTED, ROLLED_BACK = 0, 1, 2


@dataclass(frozen=True)
class Minute:
    """One minute of all runs; counts are arrays of one number per run.

    Attributes:
        number: of the release, from 0.
        requests, errors, slow: of the new version; requests are 0 where metrics are missing.
        live_requests, live_errors, live_slow: of the live version.
    """

    number: int
    requests: Whole
    errors: Whole
    slow: Whole
    live_requests: Whole
    live_errors: Whole
    live_slow: Whole


class Rule(Protocol):
    """A peer's rule.

    Attributes:
        name: as the tables call it.
        delay: minutes from a minute's end until its metrics are there: 1 with CloudWatch, 0
            with a Prometheus of one's own.
    """

    name: str
    delay: int

    def start(self, runs: int, total: float) -> None:
        """Forget all; `total` is the service's requests a minute."""

    def see(self, minute: Minute) -> Whole:
        """Learn of a minute; return RUNNING, PROMOTED or ROLLED_BACK of each run."""

    def weight(self, number: int) -> Floats:
        """Return each run's weight in this minute, 0 to 1."""


@dataclass(frozen=True)
class Outcomes:
    """How the runs of one scenario ended under one rule.

    Attributes:
        state: of each run.
        ended: the release's minute when the weights went to 0 or 100 % for good.
        harmed: requests that failed or were slow for the release's sake, until `MINUTES`.
    """

    state: Whole
    ended: Floats
    harmed: Floats


def play(rule: Rule, traces: Traces, total: float, rng: np.random.Generator) -> Outcomes:
    """Return how the runs end."""
    runs = traces.requests.shape[0]
    rule.start(runs, total)
    state = np.zeros(runs, dtype=np.int64)
    ended = np.full(runs, float(MINUTES))
    harmed = np.zeros(runs)
    waiting: list[Minute] = []
    for number in range(MINUTES):
        if len(waiting) > rule.delay:
            told = rule.see(waiting.pop(0))
            fresh = (state == RUNNING) & (told != RUNNING)
            ended[fresh] = number
            state[fresh] = told[fresh]
        weight = np.where(
            state == RUNNING, rule.weight(number), np.where(state == PROMOTED, 1.0, 0.0)
        )
        minute, excess = _minute(traces, number, weight, rng)
        harmed += excess
        waiting.append(minute)
    return Outcomes(state=state, ended=ended, harmed=harmed)


def excess_rate(traces: Traces, column: int) -> Floats:
    """Return the part of the new version's requests that it harms beyond the live one's."""
    errors = np.maximum(0, traces.new[:, column] - traces.live[:, column])
    slow = np.maximum(0, traces.new_slow[:, column] - traces.live_slow[:, column])
    return np.asarray(np.minimum(1, errors + (1 - errors) * slow))


def _minute(
    traces: Traces, number: int, weight: Floats, rng: np.random.Generator
) -> tuple[Minute, Floats]:
    column = HISTORY + number
    total = traces.requests[:, column]
    requests = rng.binomial(total, weight)
    live = total - requests
    seen: Flags = ~traces.missing[:, column]
    minute = Minute(
        number=number,
        requests=requests * seen,
        errors=rng.binomial(requests, traces.new[:, column]) * seen,
        slow=rng.binomial(requests, traces.new_slow[:, column]) * seen,
        live_requests=live * seen,
        live_errors=rng.binomial(live, traces.live[:, column]) * seen,
        live_slow=rng.binomial(live, traces.live_slow[:, column]) * seen,
    )
    return minute, requests * excess_rate(traces, column)
