"""Rules that wait for alarms: CodeDeploy, ECS's native canary, and the runbook's windows.

An alarm looks at CloudWatch's minutes: more than 1 % of the requests failed, or p95 is above the
limit, in 3 minutes of 3. A minute without requests does not breach (`TreatMissingData:
notBreaching`). Alarms are watched until the old version is stopped, 10 minutes after the last
shift.

Sources: AWS CodeDeploy user guide, "Working with deployment configurations"
(CodeDeployDefault.ECSCanary10Percent5Minutes, ECSLinear10PercentEvery1Minutes) and "Monitoring
deployments with CloudWatch alarms"; Amazon ECS developer guide, "Amazon ECS canary
deployments", API reference CanaryConfiguration (defaults: 5 %, 10 minutes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judge.engine import PROMOTED, ROLLED_BACK, RUNNING
from benchmarks.judge.steps import engineers_steps
from benchmarks.judge.traces import ERROR_LIMIT, SLOW_LIMIT

if TYPE_CHECKING:
    from benchmarks.judge.engine import Minute
    from benchmarks.judge.traces import Flags, Floats, Whole

_WATCHED_AFTER = 10


class Alarmed:
    """Weights by the clock, and an alarm that ends it all.

    Args:
        name: as the tables call it.
        schedule: one weight for each minute, 0 to 1; the last one is held for 10 minutes.
        points: how many minutes in a row must breach.
    """

    delay = 1

    def __init__(self, name: str, schedule: list[float], points: int = 3) -> None:
        self.name = name
        self._schedule = [*schedule, *[1.0] * _WATCHED_AFTER]
        self._points = points
        self._errors = self._slow = np.zeros(0, dtype=np.int64)

    def start(self, runs: int, total: float) -> None:
        """Forget all."""
        del total
        self._errors = np.zeros(runs, dtype=np.int64)
        self._slow = np.zeros(runs, dtype=np.int64)

    def weight(self, number: int) -> Floats:
        """Return the schedule's weight."""
        weight = self._schedule[min(number, len(self._schedule) - 1)]
        return np.full(self._errors.shape, weight)

    def see(self, minute: Minute) -> Whole:
        """Count the breaches in a row."""
        self._errors = _in_a_row(self._errors, minute.errors > ERROR_LIMIT * minute.requests)
        self._slow = _in_a_row(self._slow, minute.slow > SLOW_LIMIT * minute.requests)
        alarm = (self._errors >= self._points) | (self._slow >= self._points)
        over = minute.number + self.delay + 1 >= len(self._schedule)
        return np.where(alarm, ROLLED_BACK, PROMOTED if over else RUNNING)


class Runbook:
    """The runbook's criteria, literally, with the same steps as ours but no error budget.

    More than 1 % of the last 10 minutes' requests failed, or p95 was above the limit in each of
    the last 10 minutes.
    """

    name = "Runbook, literal windows"
    delay = 1
    window = 10

    def __init__(self) -> None:
        self._schedule: list[float] = []
        self._requests: list[Whole] = []
        self._errors: list[Whole] = []
        self._slow = np.zeros(0, dtype=np.int64)

    def start(self, runs: int, total: float) -> None:
        """Forget all."""
        steps = engineers_steps(total)
        self._schedule = [
            step.weight_percent / 100
            for step in steps
            for _ in range(round(step.bake_seconds / 60))
        ]
        self._requests, self._errors = [], []
        self._slow = np.zeros(runs, dtype=np.int64)

    def weight(self, number: int) -> Floats:
        """Return the schedule's weight."""
        weight = self._schedule[min(number, len(self._schedule) - 1)]
        return np.full(self._slow.shape, weight)

    def see(self, minute: Minute) -> Whole:
        """Look at the last 10 minutes."""
        self._requests = [*self._requests, minute.requests][-self.window :]
        self._errors = [*self._errors, minute.errors][-self.window :]
        self._slow = _in_a_row(self._slow, minute.slow > SLOW_LIMIT * minute.requests)
        beyond = np.zeros(self._slow.shape, dtype=bool)
        if len(self._requests) == self.window:
            errors, requests = np.sum(self._errors, axis=0), np.sum(self._requests, axis=0)
            beyond = np.asarray(errors > ERROR_LIMIT * requests)
        over = minute.number + self.delay + 1 >= len(self._schedule)
        return np.where(
            beyond | (self._slow >= self.window), ROLLED_BACK, PROMOTED if over else RUNNING
        )


def code_deploy_canary(points: int = 3) -> Alarmed:
    """Return CodeDeployDefault.ECSCanary10Percent5Minutes."""
    name = f"CodeDeploy 10 % 5 min, alarm {points} of {points}"
    return Alarmed(name, [0.1] * 5, points)


def code_deploy_linear() -> Alarmed:
    """Return CodeDeployDefault.ECSLinear10PercentEvery1Minutes."""
    schedule = [percent / 100 for percent in range(10, 100, 10)]
    return Alarmed("CodeDeploy linear 10 % 1 min, alarm 3 of 3", schedule)


def ecs_canary() -> Alarmed:
    """Return ECS's native canary with its defaults."""
    return Alarmed("ECS canary 5 % 10 min, alarm 3 of 3", [0.05] * 10)


def _in_a_row(before: Whole, breach: Flags) -> Whole:
    return np.where(breach, before + 1, 0)
