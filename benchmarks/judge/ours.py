"""Plays traces through Sluice's own `fold` and `judge`, one run after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judge.engine import PROMOTED, ROLLED_BACK, RUNNING, Outcomes, excess_rate
from benchmarks.judge.traces import HISTORY, MINUTES
from sluice.canary.judge import Evidence, fold, judge
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.plan import Criteria
from sluice.canary.model.reasons import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.judge.traces import Floats, Traces
    from sluice.canary.model.plan import Step

NAME = "Sluice"
_DELAY = 1
_HOLD_DEADLINE = 30


def play(traces: Traces, steps: Sequence[Step], rng: np.random.Generator) -> Outcomes:
    """Return how the runs end."""
    runs = traces.requests.shape[0]
    state = np.zeros(runs, dtype=np.int64)
    ended = np.full(runs, float(MINUTES))
    harmed = np.zeros(runs)
    excess = np.stack([excess_rate(traces, HISTORY + each) for each in range(MINUTES)], axis=1)
    for run in range(runs):
        release = _Release(traces, run, steps, rng)
        state[run], ended[run] = release.play()
        requests = np.zeros(MINUTES)
        requests[: len(release.requests)] = release.requests
        if state[run] == PROMOTED:
            requests[len(release.requests) :] = traces.requests[
                run, HISTORY + len(release.requests) :
            ]
        harmed[run] = float(requests @ excess[run])
    return Outcomes(state=state, ended=ended, harmed=harmed)


class _Release:
    """One run: bakes, holds, and reads each minute's metrics a minute late."""

    def __init__(
        self, traces: Traces, run: int, steps: Sequence[Step], rng: np.random.Generator
    ) -> None:
        self._traces, self._run, self._steps, self._rng = traces, run, steps, rng
        self.requests: list[int] = []
        self._weights: list[float] = []
        self._criteria = Criteria()

    def play(self) -> tuple[int, float]:
        """Return the end's kind and minute."""
        evidence = Evidence.start(self._criteria, self._history())
        step, since, held, step_periods = 0, 0, 0, 0
        waiting: list[Period] = []
        for number in range(MINUTES):
            if len(waiting) > _DELAY:
                period = waiting.pop(0)
                evidence = fold(evidence, period, self._criteria)
                step_periods += period.start >= 60 * since
                if evidence.failure is not None:
                    return ROLLED_BACK, number
                baked = number - since >= self._steps[step].bake_seconds / 60
                verdict = self._verdict(evidence, needed=baked)
                held = held + 1 if verdict is Verdict.HOLD else 0
                if held > _HOLD_DEADLINE:
                    return ROLLED_BACK, number
                if baked and step_periods and verdict is Verdict.PASS:
                    step, since, step_periods = step + 1, number, 0
                    if step == len(self._steps):
                        return PROMOTED, number
            waiting.append(self._period(number, self._steps[step].weight_percent))
        return RUNNING, MINUTES

    def _verdict(self, evidence: Evidence, *, needed: bool) -> Verdict:
        """Ask the judge where a step could end or a hold begin; it only costs time elsewhere."""
        waits = evidence.gap is not None or evidence.errors.requests < 20
        if needed or waits or evidence.share.mismatch:
            return judge(evidence, self._criteria).verdict
        return Verdict.PASS

    def _period(self, number: int, percent: float) -> Period:
        traces, run, column = self._traces, self._run, HISTORY + number
        total = int(traces.requests[run, column])
        new = int(self._rng.binomial(total, percent / 100))
        self.requests.append(new)
        gone = bool(traces.missing[run, column])
        return Period(
            start=60 * number,
            canary=Gap.METRICS_LATE
            if gone
            else self._counts(new, traces.new, traces.new_slow, column),
            live=Gap.METRICS_LATE
            if gone
            else self._counts(total - new, traces.live, traces.live_slow, column),
            weight_percent=percent,
        )

    def _counts(self, requests: int, errors: Floats, slow: Floats, column: int) -> Counts | Gap:
        if not requests:
            return Gap.NO_TRAFFIC
        return Counts(
            requests=requests,
            errors=int(self._rng.binomial(requests, errors[self._run, column])),
            slow=int(self._rng.binomial(requests, slow[self._run, column])),
        )

    def _history(self) -> list[Counts]:
        row, before = self._run, slice(0, HISTORY)
        requests = self._traces.requests[row, before]
        errors = self._rng.binomial(requests, self._traces.live[row, before])
        slow = self._rng.binomial(requests, self._traces.live_slow[row, before])
        return [
            Counts(requests=int(each), errors=int(bad), slow=int(late))
            for each, bad, late in zip(requests, errors, slow, strict=True)
        ]
