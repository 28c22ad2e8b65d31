"""A driver is killed before and after each of its calls: whoever takes over brings it to an end.

The quick run kills at some calls; the slow one at all of them.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from simulator.matrix import double_kills, faults_at_changes, kills, kills_and_faults, wrong
from simulator.run import run_release
from simulator.scenarios import ALL, KILLED, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.matrix import Case

QUICK_EVERY = 9
"""A call in so many, in the quick run; no multiple of a tick's number of calls."""


def all_wrong(cases: Iterable[Case], most_repeated: int = 1) -> list[str]:
    checked = [wrong(case, case.run(), most_repeated=most_repeated) for case in cases]
    assert checked
    return [problem for problem in checked if problem]


@pytest.mark.parametrize("scenario", ALL, ids=lambda it: it.name)
def test_undisturbed_each_release_ends_as_it_should(scenario: Scenario) -> None:
    found = run_release(scenario)
    assert (found.phase, found.fails_by) == (scenario.ends, scenario.fails_by)
    assert found.converged, found.orphans
    assert found.refused == 0
    assert found.repeated == {}
    assert found.processes == 1


@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_a_kill_at_some_calls_converges(scenario: Scenario) -> None:
    assert all_wrong(kills(scenario, every=QUICK_EVERY)) == []


@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_each_change_that_is_lost_throttled_or_refused_is_made_good(scenario: Scenario) -> None:
    assert all_wrong(faults_at_changes(scenario)) == []


@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_some_kills_with_another_fault_elsewhere_converge(scenario: Scenario) -> None:
    assert all_wrong(kills_and_faults(scenario, seed=1, cases=12), most_repeated=2) == []


@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_some_double_kills_converge(scenario: Scenario) -> None:
    assert all_wrong(double_kills(scenario, seed=1, cases=12), most_repeated=2) == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_a_kill_before_and_after_each_call_converges(scenario: Scenario) -> None:
    assert all_wrong(kills(scenario)) == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_many_kills_with_another_fault_elsewhere_converge(scenario: Scenario) -> None:
    assert all_wrong(kills_and_faults(scenario, seed=2, cases=400), most_repeated=2) == []


@pytest.mark.slow
@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_many_double_kills_converge(scenario: Scenario) -> None:
    assert all_wrong(double_kills(scenario, seed=2, cases=400), most_repeated=2) == []


def test_a_case_says_how_to_run_it_again() -> None:
    (case,) = islice(kills_and_faults(KILLED[0], seed=1, cases=1), 1)
    assert "Fault.KILL" in str(case)
