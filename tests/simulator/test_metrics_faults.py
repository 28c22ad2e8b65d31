"""Metrics that are absent, late, partial or no numbers: unknown is never good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.faults import Fault, FaultyApi
from simulator.run import run_release
from simulator.scenarios import PROMOTE, Scenario
from simulator.versions import MetricFault, Metrics
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase

SEEDS = range(3)
EXPECTED = {
    MetricFault.ABSENT: {HoldReason.METRICS_LATE},
    MetricFault.LATE: {HoldReason.METRICS_LATE},
    MetricFault.NAN: {HoldReason.PARTIAL},
    MetricFault.PARTIAL: {HoldReason.PARTIAL},
    MetricFault.NO_TIMES: {HoldReason.PARTIAL},
    MetricFault.NO_COUNT: {HoldReason.PARTIAL, HoldReason.NO_TRAFFIC},
}


def with_metrics(metrics: Metrics) -> Scenario:
    return replace(PROMOTE, surroundings=replace(PROMOTE.surroundings, metrics=metrics))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("from_seconds", [0, 240, 420])
@pytest.mark.parametrize("fault", list(MetricFault))
def test_without_good_metrics_it_holds_and_goes_back_at_the_deadline(
    fault: MetricFault, from_seconds: float, seed: int
) -> None:
    found = run_release(with_metrics(Metrics(fault=fault, from_seconds=from_seconds)), seed=seed)
    assert found.phase is Phase.ROLLED_BACK
    assert found.fails_by is FailReason.HOLD_DEADLINE
    assert found.converged, found.orphans
    assert found.refused == 0
    held = [event.sentence for event in found.events if event.kind is EventKind.HELD]
    assert any(reason in sentence for sentence in held for reason in EXPECTED[fault]), held


@pytest.mark.parametrize("seed", SEEDS)
def test_without_traffic_it_holds_and_goes_back(seed: int) -> None:
    scenario = replace(PROMOTE, surroundings=replace(PROMOTE.surroundings, requests_per_minute=0))
    found = run_release(scenario, seed=seed)
    assert (found.phase, found.fails_by) == (Phase.ROLLED_BACK, FailReason.HOLD_DEADLINE)
    held = [event.sentence for event in found.events if event.kind is EventKind.HELD]
    assert any(HoldReason.NO_TRAFFIC in sentence for sentence in held), held


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.SERVER_ERROR, Fault.UNREACHABLE])
@pytest.mark.parametrize("api", ["cloudwatch.GetMetricData", "cloudwatch.DescribeAlarms"])
def test_while_cloudwatch_answers_nothing_no_step_is_taken(api: str, fault: Fault) -> None:
    found = run_release(PROMOTE, FaultyApi(fault, api))
    assert found.phase is Phase.ROLLED_BACK
    assert found.converged, found.orphans
    assert all(event.step <= 0 for event in found.events)


@pytest.mark.parametrize("seed", range(8))
def test_some_lost_periods_never_let_a_release_pass_on_less_than_was_asked(seed: int) -> None:
    lossy = Metrics(fault=MetricFault.ABSENT, probability=0.4)
    found = run_release(with_metrics(lossy), seed=seed)
    assert found.phase is not None
    assert found.phase.ended
    assert found.converged, found.orphans
    if found.phase is Phase.PROMOTED:
        judged = {event.step for event in found.events if event.kind is EventKind.JUDGED}
        assert judged >= {0, 1, 2}
