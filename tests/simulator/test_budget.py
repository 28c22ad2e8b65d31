"""What a release costs in calls, and how soon it is back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.run import run_release
from simulator.scenarios import ERRORS, HOUR_PLAN, PROMOTE, SLOW, Scenario
from simulator.versions import Pace
from sluice.canary.model.reasons import Phase

HOUR = replace(PROMOTE, name="hour", plan=HOUR_PLAN, typical_seconds=5400)


def test_five_steps_in_an_hour_cost_at_most_12_changes_and_4_reads_a_minute() -> None:
    found = run_release(HOUR)
    assert found.phase is Phase.PROMOTED
    assert sum(found.mutating.values()) <= 12, found.mutating
    assert found.mutating["elbv2.ModifyRule"] == 5
    assert 1 <= found.most_reads_a_minute <= 4


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("scenario", [ERRORS, SLOW], ids=lambda it: it.name)
def test_from_the_decision_to_weights_that_are_read_back_it_takes_less_than_15_seconds(
    scenario: Scenario, seed: int
) -> None:
    found = run_release(scenario, seed=seed)
    assert found.seconds_to_stable is not None
    assert 0 < found.seconds_to_stable <= 15


@pytest.mark.parametrize("in_force", [1, 4, 9])
@pytest.mark.parametrize("readable", [0, 2])
@pytest.mark.parametrize("scenario", [PROMOTE, ERRORS], ids=lambda it: it.name)
def test_no_request_hits_an_empty_group_however_long_weights_take_to_be_in_force(
    scenario: Scenario, in_force: float, readable: float
) -> None:
    pace = Pace(weights_in_force=in_force, weights_readable=readable)
    found = run_release(replace(scenario, surroundings=replace(scenario.surroundings, pace=pace)))
    assert found.phase is scenario.ends
    assert found.converged, found.orphans
    assert found.refused == 0
    assert sum(found.repeated.values()) <= 1
