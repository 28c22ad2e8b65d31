from __future__ import annotations

from sluice.canary.judge import judge
from sluice.canary.judge.window import Window
from sluice.canary.model.reasons import FailReason, Verdict
from tests.sluice.canary.judge.periods import CRITERIA, after, counts, period


def filled(points: list[tuple[int, int]]) -> Window:
    window = Window()
    for bad, requests in points:
        window = window.after(bad, requests, 0.01)
    return window


def test_ten_minutes_beyond_the_limit_in_a_row_fail() -> None:
    assert not filled([(30, 1000)] * 9).beyond(10, 0.01)
    assert filled([(30, 1000)] * 10).beyond(10, 0.01)


def test_one_minute_within_the_limit_begins_anew() -> None:
    assert not filled([(30, 1000)] * 9 + [(10, 1000)] + [(30, 1000)] * 9).beyond(10, 0.01)


def test_a_point_that_is_hardly_beyond_delays_but_does_not_end_the_row() -> None:
    # The standard error of 10 in 1,000 is 3.1.
    assert not filled([(30, 1000)] * 9 + [(13, 1000)]).beyond(10, 0.01)
    assert filled([(30, 1000)] * 9 + [(13, 1000), (14, 1000)]).beyond(10, 0.01)
    assert not filled([(13, 1000)] * 60).beyond(10, 0.01)


def test_a_point_pools_minutes_until_it_has_200_requests() -> None:
    assert filled([(2, 50)] * 39).points == 9
    assert filled([(2, 50)] * 40).beyond(10, 0.01)


def test_a_row_that_chance_makes_often_does_not_fail() -> None:
    # 3 of 299 is 1.003 %: beyond the limit, and what a version with 0.95 % has every other time.
    assert not filled([(3, 299)] * 10).beyond(10, 0.01)


def test_what_the_careful_tests_leave_open_the_window_decides() -> None:
    # Both versions are bad: no rise, and a service as noisy as can be.
    noisy = [counts(2000, 200 if each % 5 == 0 else 0) for each in range(60)]
    from sluice.canary.judge import Evidence

    evidence = Evidence.start(CRITERIA, noisy)
    minutes = [period(counts(2000, 32), counts(2000, 40))] * 9
    evidence = after(minutes, evidence)
    assert evidence.failure is None
    judgement = judge(after(minutes[:1], evidence), CRITERIA)
    assert judgement.verdict is Verdict.FAIL
    assert judgement.fail is FailReason.CRITERIA_WINDOW
    assert "in each of the last 10 points" in judgement.sentence


def test_the_slow_window_names_the_percentile() -> None:
    noisy = [counts(2000, 0, 1500 if each % 5 == 0 else 0) for each in range(60)]
    from sluice.canary.judge import Evidence

    evidence = Evidence.start(CRITERIA, noisy)
    minutes = [period(counts(2000, 0, 150), counts(2000, 0, 160))] * 12
    judgement = judge(after(minutes, evidence), CRITERIA)
    assert judgement.fail is FailReason.CRITERIA_WINDOW
    assert "p95 was above 500 ms" in judgement.sentence
