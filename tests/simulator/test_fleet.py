"""Many releases at once, driven by one process."""

from __future__ import annotations

import pytest

from simulator.fleets import FleetRun, run_fleet
from simulator.scenarios import (
    CRASH_LOOP,
    ERRORS,
    MIGRATION_FAILS,
    PROMOTE,
    REHEARSAL,
    SLOW,
    Scenario,
)

BAD = (ERRORS, CRASH_LOOP, MIGRATION_FAILS, SLOW)


def mixed(number: int) -> list[Scenario]:
    """Return scenarios of which each fourth one is bad, in one of four ways."""
    return [PROMOTE if at % 4 else BAD[at // 4 % len(BAD)] for at in range(number)]


def check(scenarios: list[Scenario], found: FleetRun) -> None:
    ends = [(outcome.phase, outcome.fails_by) for outcome in found.outcomes]
    assert ends == [(scenario.ends, scenario.fails_by) for scenario in scenarios]
    assert [outcome.orphans for outcome in found.outcomes if outcome.orphans] == []
    assert sum(outcome.refused for outcome in found.outcomes) == 0


def test_40_releases_at_once_end_each_as_it_should() -> None:
    scenarios = mixed(40)
    check(scenarios, run_fleet(scenarios))


@pytest.mark.slow
def test_1000_releases_at_once_end_each_as_it_should() -> None:
    scenarios = mixed(1000)
    check(scenarios, run_fleet(scenarios))


def test_real_latencies_delay_a_fleet_and_change_no_verdict() -> None:
    scenarios = mixed(24)
    check(scenarios, run_fleet(scenarios, latency_seconds=0.05))


def test_the_metrics_of_many_releases_are_read_by_few_calls() -> None:
    alone, many = run_fleet([REHEARSAL]), run_fleet([REHEARSAL] * 30)
    # One call more for each release: the live version's history.
    assert (
        many.calls["cloudwatch.GetMetricData"] <= 30 + 2 * alone.calls["cloudwatch.GetMetricData"]
    )
    per_release = {api: count / 30 for api, count in many.calls.items()}
    assert {api for api, count in per_release.items() if count > 1.5 * alone.calls[api]} == set()


def test_the_processor_time_of_the_simulated_aws_stands_apart() -> None:
    found = run_fleet([REHEARSAL] * 5)
    assert found.simulated_cpu_seconds > 0
    assert found.cpu_seconds > 0
