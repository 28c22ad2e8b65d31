from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.judge import contest, scenarios
from benchmarks.judge.__main__ import main
from benchmarks.judge.engine import PROMOTED, ROLLED_BACK, RUNNING, Minute
from benchmarks.judge.peers_alarms import (
    Runbook,
    code_deploy_canary,
    code_deploy_linear,
    ecs_canary,
)
from benchmarks.judge.peers_analysis import Argo, Flagger, Kayenta
from benchmarks.judge.results import wilson
from benchmarks.judge.steps import engineers_steps, our_steps, release_minutes
from benchmarks.judge.traces import HISTORY, Scenario, criterion_met, draw, slow_share

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.judge.engine import Rule

GOOD, BAD, SILENT = (100, 0, 0), (100, 5, 0), (0, 0, 0)
SLOW = (100, 0, 10)


def played(rule: Rule, trace: list[tuple[int, int, int]]) -> tuple[int, list[float]]:
    """Return the end and the weights, minute by minute, of one hand-made release."""
    rule.start(1, 1000)
    weights = []
    for number, (requests, errors, slow) in enumerate(trace):
        weights.append(float(rule.weight(number)[0]))
        one, live, none = np.array([requests]), np.array([900]), np.array([0])
        told = rule.see(Minute(number, one, np.array([errors]), np.array([slow]), live, none, none))
        if told[0] != RUNNING:
            return int(told[0]), weights
    return RUNNING, weights


def test_code_deploy_gives_10_percent_for_5_minutes_and_then_all() -> None:
    end, weights = played(code_deploy_canary(), [GOOD] * 40)
    assert end == PROMOTED
    assert weights[:6] == [0.1] * 5 + [1.0]


def test_code_deploy_linear_gives_10_percent_more_every_minute() -> None:
    end, weights = played(code_deploy_linear(), [GOOD] * 40)
    assert end == PROMOTED
    assert weights[:10] == pytest.approx([0.1 * step for step in range(1, 11)])


def test_ecs_gives_5_percent_for_10_minutes_and_then_all() -> None:
    end, weights = played(ecs_canary(), [GOOD] * 40)
    assert end == PROMOTED
    assert weights[:11] == [0.05] * 10 + [1.0]


def test_an_alarm_of_3_points_needs_three_in_a_row() -> None:
    assert played(code_deploy_canary(), [BAD, BAD, GOOD] * 10)[0] == PROMOTED
    assert played(code_deploy_canary(), [GOOD, BAD, BAD, BAD])[0] == ROLLED_BACK
    assert played(code_deploy_canary(), [GOOD, SLOW, SLOW, SLOW])[0] == ROLLED_BACK
    assert played(code_deploy_canary(1), [GOOD, BAD])[0] == ROLLED_BACK


def test_an_alarm_without_data_does_not_breach() -> None:
    assert played(code_deploy_canary(), [SILENT] * 40)[0] == PROMOTED


def test_flagger_goes_to_50_percent_and_promotes() -> None:
    end, weights = played(Flagger(), [GOOD] * 40)
    assert end == PROMOTED
    assert weights == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_flagger_halts_on_a_bad_check_and_ends_at_the_fifth() -> None:
    end, weights = played(Flagger(), [GOOD, BAD, GOOD, BAD, BAD, BAD, BAD])
    assert end == ROLLED_BACK
    assert weights == pytest.approx([0.1, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3])
    assert played(Flagger(), [SILENT] * 5)[0] == ROLLED_BACK
    # p99, not p95.
    assert played(Flagger(), [(100, 0, 2)] * 5)[0] == ROLLED_BACK


def test_argo_measures_every_5_minutes_and_ends_at_the_third_failure() -> None:
    end, weights = played(Argo(), [GOOD] * 60)
    assert end == PROMOTED
    assert weights[::10] == pytest.approx([0.2, 0.4, 0.6, 0.8])
    end, weights = played(Argo(), [BAD] * 60)
    assert (end, len(weights)) == (ROLLED_BACK, 15)
    # One bad minute of five is diluted: 1 % is not above 1 %.
    assert played(Argo(), [BAD, GOOD, GOOD, GOOD, GOOD] * 12)[0] == PROMOTED


def test_kayenta_judges_after_half_an_hour() -> None:
    end, weights = played(Kayenta(), [BAD] * 60)
    assert (end, len(weights)) == (ROLLED_BACK, 30)
    assert played(Kayenta(), [GOOD] * 60)[0] == PROMOTED
    assert played(Kayenta(), [GOOD, GOOD, GOOD, BAD] * 15)[0] == PROMOTED
    assert played(Kayenta(), [SILENT] * 60)[0] == ROLLED_BACK


def test_the_runbook_looks_at_ten_minutes() -> None:
    end, weights = played(Runbook(), [BAD] * 20)
    assert (end, len(weights)) == (ROLLED_BACK, 10)
    assert played(Runbook(), [SLOW] * 9 + [GOOD] * 2)[0] == RUNNING
    assert played(Runbook(), [SLOW] * 10)[0] == ROLLED_BACK


def test_traces_are_the_same_for_the_same_seed_and_as_described() -> None:
    scenario = Scenario("", "", 600, 0.005, 0.05, noise="own", concentration=50)
    one, two = (draw(scenario, 200, np.random.default_rng(1)) for _ in range(2))
    assert np.array_equal(one.requests, two.requests)
    assert np.array_equal(one.new, two.new)
    assert one.live.mean() == pytest.approx(0.005, rel=0.05)
    assert one.live.std() == pytest.approx((0.005 * 0.995 / 51) ** 0.5, rel=0.1)
    assert one.new[:, HISTORY:].mean() == pytest.approx(0.05, rel=0.05)
    assert one.requests.mean() == pytest.approx(600, rel=0.01)
    assert slow_share(1) == pytest.approx(0.005, abs=0.001)


def test_leaks_grow_and_late_failures_begin_late() -> None:
    leak = draw(Scenario("", "", 60, 0.0, 0.05, onset="leak"), 1, np.random.default_rng(1))
    assert leak.new[0, HISTORY] == 0
    assert leak.new[0, HISTORY + 15] == pytest.approx(0.025)
    assert leak.new[0, HISTORY + 40] == pytest.approx(0.05)
    late = draw(Scenario("", "", 60, 0.0, 0.05, onset="late"), 1, np.random.default_rng(1))
    assert late.new[0, HISTORY + 19] == 0
    assert late.new[0, HISTORY + 20] == pytest.approx(0.05)


def test_the_criterion_is_met_in_truth_by_ten_true_minutes_above_it_within_the_release() -> None:
    traces = draw(Scenario("", "", 600, 0.005, 0.005), 6, np.random.default_rng(1))
    traces.new[0, HISTORY + 5 : HISTORY + 15] = 0.0101
    traces.new[1, HISTORY + 5 : HISTORY + 14] = 0.2
    traces.new[2, HISTORY - 5 : HISTORY + 5] = 0.2
    traces.new[3, HISTORY + 66 : HISTORY + 76] = 0.2
    traces.new_slow[4, HISTORY : HISTORY + 10] = 0.06
    assert criterion_met(traces, 75, 10).tolist() == [True, False, False, False, True, False]


def test_runs_that_meet_the_criterion_in_truth_are_apart_for_all_rules_alike() -> None:
    wandering = Scenario("", scenarios.HEALTHY, 60_000, 0.0095, 0.0095, noise="persistent")
    found = contest.run(contest.Task(1, wandering, 20))
    parts = {(each.rule, each.family): each.runs for each in found}
    for rule in {each.rule for each in found}:
        rest, met = parts[rule, scenarios.HEALTHY], parts[rule, scenarios.MET]
        assert rest + met == 20
        assert met == parts["Sluice", scenarios.MET] > 5
    bad = contest.run(contest.Task(1, Scenario("", scenarios.ERRORS, 6000, 0.001, 0.05), 3))
    assert {(each.family, each.runs) for each in bad} == {(scenarios.ERRORS, 3)}


def test_the_releases_take_the_planners_steps() -> None:
    assert [step.weight_percent for step in engineers_steps(10)] == [25, 50, 100]
    assert our_steps(10) == engineers_steps(10)
    assert [step.weight_percent for step in engineers_steps(60_000)] == [1, 5, 25, 50, 100]
    assert our_steps(60_000)[-5:] == engineers_steps(60_000)
    assert [release_minutes(total) for total in (10, 600, 60_000)] == [45, 65, 85]


def test_ours_harms_a_tenth_of_what_its_peers_do_where_there_is_traffic() -> None:
    task = contest.Task(0, Scenario("", "", 60_000, 0.001, 1.0), 5)
    ours, *peers = contest.run(task)
    assert ours.rolled_back == 5
    assert ours.harmed < 0.1 * min(each.harmed for each in peers)


def test_intervals_are_wilsons() -> None:
    assert wilson(0, 1000) == pytest.approx((0, 0.0038), abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.237, 0.763), abs=1e-3)


def test_the_command_writes_tables_figures_and_plots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scenarios, "TOTALS", (60_000,))
    monkeypatch.setattr(scenarios, "BASELINES", (0.001,))
    monkeypatch.setattr(scenarios, "CONCENTRATIONS", (200,))
    monkeypatch.setattr(scenarios, "LATENCIES", (2.0,))
    assert main(["--quick", "--runs", "2", "--jobs", "1", "--output", str(tmp_path)]) == 0
    assert "False rollbacks of good releases" in capsys.readouterr().out
    for name in ("tables.md", "figures.json", "false-rollbacks.png", "harmed-requests.png"):
        assert (tmp_path / name).stat().st_size > 1000
