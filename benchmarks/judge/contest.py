"""One scenario under all rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.judge import engine, ours
from benchmarks.judge.peers_alarms import (
    Runbook,
    code_deploy_canary,
    code_deploy_linear,
    ecs_canary,
)
from benchmarks.judge.peers_analysis import Argo, Flagger, Kayenta
from benchmarks.judge.results import Result, summed
from benchmarks.judge.scenarios import MET
from benchmarks.judge.steps import hour_steps, our_steps, release_minutes
from benchmarks.judge.traces import criterion_met, draw
from sluice.canary.model.plan import Criteria

if TYPE_CHECKING:
    from benchmarks.judge.traces import Flags, Scenario, Traces

SEED = 20_251


@dataclass(frozen=True)
class Task:
    """One scenario, so many times."""

    number: int
    scenario: Scenario
    runs: int


def rules() -> list[engine.Rule]:
    """Return the peers."""
    return [
        code_deploy_canary(),
        code_deploy_canary(points=1),
        code_deploy_linear(),
        ecs_canary(),
        Flagger(),
        Argo(),
        Kayenta(),
        Runbook(),
    ]


def run(task: Task) -> list[Result]:
    """Return each rule's result of one scenario: all on the same traces."""
    scenario = task.scenario
    traces = draw(scenario, task.runs, np.random.default_rng([SEED, task.number]))

    def dice(rule: int) -> np.random.Generator:
        return np.random.default_rng([SEED, task.number, 1 + rule])

    steps = hour_steps() if scenario.hour else our_steps(scenario.total)
    played = [(ours.NAME, ours.play(traces, steps, dice(0)))]
    played += [
        (rule.name, engine.play(rule, traces, scenario.total, dice(number)))
        for number, rule in enumerate(rules(), 1)
    ]
    parts = [(runs, family) for runs, family in _parts(scenario, traces) if runs.any()]
    return [
        summed(name, scenario, outcomes, traces.onset, runs=runs, family=family)
        for name, outcomes in played
        for runs, family in parts
    ]


def _parts(scenario: Scenario, traces: Traces) -> list[tuple[Flags, str]]:
    """Return which runs are summed up under which family.

    A good version that in truth is beyond the runbook's limit for the whole of its window is
    one that the runbook wants rolled back. Only the truth counts, never what a rule saw; and
    only minutes in which a release that goes on undelayed is still under way, so that going
    beyond the limit later excuses no rollback.
    """
    if scenario.bad:
        return [(np.ones(len(traces.requests), dtype=np.bool_), scenario.family)]
    minutes = release_minutes(scenario.total)
    met = criterion_met(traces, minutes, Criteria().window_periods)
    return [(~met, scenario.family), (met, MET)]
