"""When a task counts as healthy, and when as unhealthy."""

from __future__ import annotations

from typing import Any

from lab.ecs.rollout import Standing
from lab.ecs.standing import failed_group, standing
from lab.ecs.tasks import Bookkeeping
from lab.target_health import Health

NOW = 1000.0
UNHEALTHY = Health("unhealthy", "Target.ResponseCodeMismatch", "codes: [500]")


def _standing(healths: dict[str, Health | None], **changes: Any) -> Standing:
    given = {"ran_since": NOW - 100, "registered_since": NOW - 100, "listening": True}
    return standing(
        Bookkeeping(**{**given, **changes}),
        running=True,
        behind_balancer=bool(healths),
        healths=healths,
        grace_seconds=60,
        now=NOW,
    )


def test_a_task_that_does_not_run_yet_is_starting() -> None:
    found = standing(
        Bookkeeping(), running=False, behind_balancer=False, healths={}, grace_seconds=0, now=NOW
    )
    assert found is Standing.STARTING


def test_a_container_with_a_health_check_has_to_pass_it() -> None:
    assert _standing({}, has_health_check=True, listening=False) is Standing.STARTING
    assert _standing({}, has_health_check=True) is Standing.HEALTHY
    assert _standing({}, listening=False) is Standing.HEALTHY


def test_behind_a_load_balancer_its_word_counts() -> None:
    assert _standing({"a": Health("healthy")}) is Standing.HEALTHY
    assert _standing({"a": Health("initial")}) is Standing.STARTING
    assert _standing({"a": UNHEALTHY}) is Standing.UNHEALTHY
    assert _standing({"a": Health("healthy"), "b": UNHEALTHY}) is Standing.UNHEALTHY


def test_within_the_grace_period_an_unhealthy_task_is_left_alone() -> None:
    assert _standing({"a": UNHEALTHY}, ran_since=NOW - 59) is Standing.STARTING


def test_before_the_load_balancer_noticed_it_a_task_is_no_healthy_one() -> None:
    assert _standing({"a": None}, registered_since=NOW - 0.5) is Standing.STARTING
    assert _standing({"a": None}, registered_since=None) is Standing.STARTING


def test_where_no_load_balancer_runs_nothing_is_held_against_a_task() -> None:
    assert _standing({"a": None}) is Standing.HEALTHY
    assert _standing({"a": Health("unused")}) is Standing.HEALTHY


def test_the_group_that_failed_is_named() -> None:
    assert failed_group({"a": None, "b": Health("healthy"), "c": UNHEALTHY}) == ("c", UNHEALTHY)
