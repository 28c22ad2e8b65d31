"""Rules that analyse: Flagger, Argo Rollouts and Kayenta.

Sources: Flagger, "How it works" and "Metrics analysis" (interval 1m, threshold 5, maxWeight 50,
stepWeight 10, request-success-rate min 99, request-duration p99 max 500; no values found halts
and counts as a failed check); Argo Rollouts, "Analysis & progressive delivery" (steps of 20 %
for 10 minutes, background analysis every 5 minutes, "three such measurements" fail it; its
example's 95 % is the same 1 % here as for all others); Spinnaker, "How canary judgment works"
and Kayenta's `MannWhitneyClassifier` (confidence 98 %, tolerance 25 %; pass 95, marginal 75).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judge.engine import PROMOTED, ROLLED_BACK, RUNNING
from benchmarks.judge.traces import ERROR_LIMIT, SLOW_LIMIT

if TYPE_CHECKING:
    from benchmarks.judge.engine import Minute
    from benchmarks.judge.traces import Floats, Whole


class Flagger:
    """10 % more with every good minute up to 50 %, then all; the fifth bad minute ends it."""

    name = "Flagger"
    delay = 0
    threshold = 5

    def __init__(self) -> None:
        self._weight = np.zeros(0)
        self._failed = np.zeros(0, dtype=np.int64)

    def start(self, runs: int, total: float) -> None:
        """Forget all."""
        del total
        self._weight = np.full(runs, 0.1)
        self._failed = np.zeros(runs, dtype=np.int64)

    def weight(self, number: int) -> Floats:
        """Return how far each run got."""
        del number
        return np.minimum(self._weight, 0.5)

    def see(self, minute: Minute) -> Whole:
        """Check one interval: success rate of 99 % or more, p99 of 500 ms or less."""
        bad = (
            (minute.requests == 0)
            | (minute.errors > ERROR_LIMIT * minute.requests)
            | (minute.slow > 0.01 * minute.requests)
        )
        self._failed = self._failed + bad
        self._weight = np.where(bad, self._weight, np.round(self._weight + 0.1, 1))
        state = np.where(self._weight > 0.5, PROMOTED, RUNNING)
        return np.where(self._failed >= self.threshold, ROLLED_BACK, state)


class Argo:
    """20, 40, 60, 80 % for 10 minutes each; every 5 minutes one measurement."""

    name = "Argo Rollouts"
    delay = 0
    failures = 3

    def __init__(self) -> None:
        self._sums = np.zeros((3, 0), dtype=np.int64)
        self._failed = np.zeros((2, 0), dtype=np.int64)

    def start(self, runs: int, total: float) -> None:
        """Forget all."""
        del total
        self._sums = np.zeros((3, runs), dtype=np.int64)
        self._failed = np.zeros((2, runs), dtype=np.int64)

    def weight(self, number: int) -> Floats:
        """Return the step's weight."""
        return np.full(self._sums.shape[1], min(0.8, 0.2 * (1 + number // 10)))

    def see(self, minute: Minute) -> Whole:
        """Measure the last 5 minutes; no values are no success."""
        self._sums = self._sums + np.array([minute.requests, minute.errors, minute.slow])
        if (minute.number + 1) % 5 == 0:
            requests, errors, slow = self._sums
            self._failed = self._failed + np.array(
                [
                    (requests == 0) | (errors > ERROR_LIMIT * requests),
                    (requests == 0) | (slow > SLOW_LIMIT * requests),
                ]
            )
            self._sums = np.zeros_like(self._sums)
        over = minute.number + 1 >= 40
        bad = (self._failed >= self.failures).any(axis=0)
        return np.where(bad, ROLLED_BACK, PROMOTED if over else RUNNING)


class Kayenta:
    """10 % for an hour; judged over all of it after 30 and 60 minutes, by Mann-Whitney.

    An approximate port: the live version is the baseline, and the share of slow requests stands
    for the latency metric. Two metrics of equal weight: one that is High leaves a score of 50,
    which is below marginal.
    """

    name = "Kayenta 10 % 60 min"
    delay = 0
    tolerance = 0.25
    quantile = 2.326
    """Two-sided 98 %."""

    def __init__(self) -> None:
        self._minutes: list[Minute] = []
        self._runs = 0

    def start(self, runs: int, total: float) -> None:
        """Forget all."""
        del total
        self._minutes, self._runs = [], runs

    def weight(self, number: int) -> Floats:
        """Return the one weight."""
        del number
        return np.full(self._runs, 0.1)

    def see(self, minute: Minute) -> Whole:
        """Judge after every half hour."""
        self._minutes.append(minute)
        if (minute.number + 1) % 30:
            return np.zeros(self._runs, dtype=np.int64)
        new = np.array([each.requests for each in self._minutes]).T
        live = np.array([each.live_requests for each in self._minutes]).T
        bad = np.zeros(self._runs, dtype=bool)
        for of_new, of_live in (("errors", "live_errors"), ("slow", "live_slow")):
            ours = np.array([getattr(each, of_new) for each in self._minutes]).T
            theirs = np.array([getattr(each, of_live) for each in self._minutes]).T
            for run in range(self._runs):
                if not bad[run]:
                    bad[run] = self._high(
                        _rates(ours[run], new[run]), _rates(theirs[run], live[run])
                    )
        over = minute.number + 1 >= 60
        # Without data Kayenta's score is 0, and the stage fails.
        bad |= (new.sum(axis=1) == 0) | (live.sum(axis=1) == 0)
        return np.where(bad, ROLLED_BACK, PROMOTED if over else RUNNING)

    def _high(self, experiment: Floats, control: Floats) -> bool:
        """Whether the confidence interval of the shift lies above the tolerance."""
        size, other = len(experiment), len(control)
        if not size or not other or experiment.max() == control.min() == 0:
            return False
        shifts = np.sort((experiment[:, None] - control[None, :]).ravel())
        spread = np.sqrt(size * other * (size + other + 1) / 12)
        lowest = max(0, int(size * other / 2 - self.quantile * spread))
        return bool(shifts[lowest] > self.tolerance * abs(np.median(shifts)) and shifts[lowest] > 0)


def _rates(part: Whole, whole: Whole) -> Floats:
    seen = whole > 0
    return np.asarray(part[seen] / whole[seen])
