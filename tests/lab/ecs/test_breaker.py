"""The circuit breaker's threshold, and how long a service waits after failures."""

from __future__ import annotations

import pytest

from lab.ecs.breaker import MAX_DELAY_SECONDS, failure_threshold, restart_delay_seconds


@pytest.mark.parametrize(
    ("desired", "threshold"), [(0, 3), (1, 3), (6, 3), (7, 4), (25, 13), (400, 200), (900, 200)]
)
def test_half_of_the_tasks_may_fail_but_at_least_3_and_at_most_200(
    desired: int, threshold: int
) -> None:
    assert failure_threshold(desired) == threshold


def test_tasks_that_never_run_are_started_less_and_less_often() -> None:
    delays = [restart_delay_seconds(number, reached_running=False) for number in range(1, 10)]
    assert delays == [0, 1, 2, 4, 8, 16, MAX_DELAY_SECONDS, MAX_DELAY_SECONDS, MAX_DELAY_SECONDS]


def test_tasks_that_ran_are_not_throttled() -> None:
    delays = {restart_delay_seconds(number, reached_running=True) for number in range(2, 50)}
    assert delays == {1}
