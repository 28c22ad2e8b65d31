"""One scenario under all rules."""

from __future__ import annotations

from dataclasses import dataclass

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
from benchmarks.judge.steps import hour_steps, our_steps
from benchmarks.judge.traces import Scenario, draw

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
    outcomes = ours.play(traces, steps, dice(0))
    results = [summed(ours.NAME, scenario, outcomes, traces.onset)]
    for number, rule in enumerate(rules(), 1):
        outcomes = engine.play(rule, traces, scenario.total, dice(number))
        results.append(summed(rule.name, scenario, outcomes, traces.onset))
    return results
