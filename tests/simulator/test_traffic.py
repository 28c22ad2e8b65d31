from __future__ import annotations

import pytest

from simulator.traffic import Standing, Traffic
from simulator.versions import Version

GOOD = Version(error_rate=0, slow_rate=0)
BAD = Version(error_rate=1, slow_rate=1)


def both(green_share: float, *, green_healthy: int = 2) -> dict[str, Standing]:
    return {
        "blue": Standing(1 - green_share, 2, 2, GOOD),
        "green": Standing(green_share, green_healthy, green_healthy, BAD),
    }


def test_requests_go_by_the_weights_in_force_second_by_second() -> None:
    traffic = Traffic("1", 60_000)
    traffic.changed(0, both(0))
    traffic.changed(45, both(1))
    served = traffic.served(0, 60)
    assert served["blue"].requests == pytest.approx(45_000, rel=0.03)
    assert served["green"].requests == pytest.approx(15_000, rel=0.03)
    assert served["green"].errors == served["green"].slow == served["green"].requests
    assert served["blue"].errors == 0


def test_a_period_has_the_same_counts_whoever_asks_when() -> None:
    one, other = Traffic("1", 600), Traffic("1", 600)
    for each in (one, other):
        each.changed(0, both(0.1))
    other.served(120, 60)
    assert one.served(0, 60) == one.served(0, 60) == other.served(0, 60)
    assert one.served(0, 60) != one.served(60, 60)
    another = Traffic("2", 600)
    another.changed(0, both(0.1))
    assert another.served(0, 60) != one.served(0, 60)


def test_requests_to_a_group_without_healthy_targets_are_counted_and_served_by_nobody() -> None:
    traffic = Traffic("1", 600)
    traffic.changed(0, both(0.5))
    traffic.changed(30, both(0.5, green_healthy=0))
    traffic.changed(36, both(0))
    assert traffic.refused(0, 30) == 0
    assert traffic.refused(0, 60) == 30
    assert traffic.refused(33, 60) == 15
    assert traffic.served(0, 60)["green"].refused == pytest.approx(30, abs=20)


def test_an_empty_group_without_weight_refuses_nobody() -> None:
    traffic = Traffic("1", 600)
    traffic.changed(0, both(0, green_healthy=0))
    assert traffic.refused(0, 3600) == 0
    assert traffic.served(0, 60)["green"].requests == 0


def test_even_a_hundredth_of_a_second_of_refusals_counts_as_one() -> None:
    traffic = Traffic("1", 600)
    traffic.changed(0, both(0.01, green_healthy=0))
    traffic.changed(0.01, both(0))
    assert traffic.refused(0, 60) == 1
