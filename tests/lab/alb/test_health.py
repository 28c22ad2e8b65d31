"""How a target's health follows from its checks."""

from __future__ import annotations

import pytest

from lab.alb.configuration import HealthCheck
from lab.alb.health import FAILED, PASSED, Result, Standing, after, mismatch
from lab.alb.matcher import matches

CHECK = HealthCheck(healthy_threshold=3, unhealthy_threshold=2)


def states(results: list[Result], standing: Standing | None = None) -> list[str]:
    now, seen = standing or Standing(), []
    for result in results:
        now = after(now, result, CHECK)
        seen.append(now.state)
    return seen


def test_a_new_target_is_healthy_after_one_success() -> None:
    assert states([PASSED]) == ["healthy"]
    assert states([FAILED, PASSED]) == ["initial", "healthy"]


def test_a_new_target_is_unhealthy_after_the_threshold_of_failures() -> None:
    assert states([FAILED, FAILED]) == ["initial", "unhealthy"]


def test_failures_count_in_a_row_only() -> None:
    results = [PASSED, FAILED, PASSED, FAILED, FAILED]
    assert states(results) == ["healthy", "healthy", "healthy", "healthy", "unhealthy"]


def test_successes_count_in_a_row_only() -> None:
    ill = Standing("unhealthy", "Target.Timeout")
    results = [PASSED, PASSED, FAILED, PASSED, PASSED, PASSED]
    assert states(results, ill) == ["unhealthy"] * 5 + ["healthy"]


def test_the_last_reason_is_shown_and_a_healthy_target_has_none() -> None:
    ill = after(after(Standing(), FAILED, CHECK), mismatch(404), CHECK)
    assert ill.reason == "Target.ResponseCodeMismatch"
    assert ill.description == "Health checks failed with these codes: [404]"
    well = after(Standing(), PASSED, CHECK)
    assert (well.reason, well.description) == (None, None)


@pytest.mark.parametrize(
    ("matcher", "status", "expected"),
    [
        ("200", 200, True),
        ("200", 201, False),
        ("200,302", 302, True),
        ("200-299", 299, True),
        ("200-299", 300, False),
        ("200, 300-399", 301, True),
    ],
)
def test_a_matcher_takes_lists_and_ranges(matcher: str, status: int, *, expected: bool) -> None:
    assert matches(matcher, status) is expected
