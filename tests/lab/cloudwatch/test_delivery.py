"""Metrics that come late, in part, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from lab.clock import Clock
from lab.cloudwatch.delivery import FaultyDelivery
from lab.cloudwatch.store import MetricStore, metric_key
from lab.faults.active import ActiveFaults
from lab.faults.kinds import MetricDelay, MetricLoss

BLUE = metric_key(
    "eu-west-1", "AWS/ApplicationELB", "RequestCount", {"TargetGroup": "tg/web-blue/1"}
)
GREEN = metric_key(
    "eu-west-1", "AWS/ApplicationELB", "RequestCount", {"TargetGroup": "tg/web-green/1"}
)
MINUTE = 60_000 * 60


class StoppedClock(Clock):
    time = float(MINUTE)

    def now(self) -> float:
        return self.time


class Rig:
    def __init__(self) -> None:
        self.faults, self.clock, self.store = ActiveFaults(), StoppedClock(), MetricStore()
        self.store.delivery = FaultyDelivery(self.faults, self.clock)

    def minutes(self, key: Any = BLUE) -> list[int]:
        times = range(MINUTE, MINUTE + 600, 60)
        return sorted(self.store.read(key, times).periods)


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_a_delay_hides_a_data_point_until_its_period_is_that_old(rig: Rig) -> None:
    fault = rig.faults.add(MetricDelay(delay_seconds=120))
    rig.store.put(BLUE, MINUTE + 5, {1: 1})
    rig.clock.time = MINUTE + 60 + 119
    assert rig.minutes() == []
    rig.clock.time = MINUTE + 60 + 120
    assert rig.minutes() == [MINUTE]
    assert fault.hits == 2


def test_a_delay_that_is_taken_back_hides_nothing_any_more(rig: Rig) -> None:
    fault = rig.faults.add(MetricDelay(delay_seconds=3600))
    rig.store.put(BLUE, MINUTE, {1: 1})
    assert rig.minutes() == []
    rig.faults.remove(fault.id)
    assert rig.minutes() == [MINUTE]


def test_only_the_metrics_that_are_meant_are_late(rig: Rig) -> None:
    rig.faults.add(MetricDelay(dimension="-green/", delay_seconds=600))
    for key in (BLUE, GREEN):
        rig.store.put(key, MINUTE, {1: 1})
    assert (rig.minutes(BLUE), rig.minutes(GREEN)) == ([MINUTE], [])


def test_a_loss_of_everything_is_silent_and_for_good(rig: Rig) -> None:
    fault = rig.faults.add(MetricLoss(namespace="AWS/ApplicationELB", metric="RequestCount"))
    rig.store.put(BLUE, MINUTE, {1: 40})
    rig.faults.remove(fault.id)
    reading = rig.store.read(BLUE, range(MINUTE, MINUTE + 60, 60))
    assert (reading.periods, reading.partial) == ({}, False)
    assert fault.hits == 1


def test_a_loss_of_some_leaves_about_the_rest_and_says_that_it_is_partial(rig: Rig) -> None:
    rig.faults.add(MetricLoss(percent=30))
    rig.store.put(BLUE, MINUTE, {0.1: 5000, 0.2: 5000})
    reading = rig.store.read(BLUE, range(MINUTE, MINUTE + 60, 60))
    assert reading.partial
    assert 6700 < reading.periods[MINUTE].count < 7300
    assert not rig.store.read(BLUE, range(MINUTE + 60, MINUTE + 120, 60)).partial


def test_the_same_seed_loses_the_same_values() -> None:
    def counts(seed: int) -> list[float]:
        rig = Rig()
        rig.faults.add(MetricLoss(percent=50, seed=seed))
        for minute in range(10):
            rig.store.put(BLUE, MINUTE + minute * 60, {1: 100})
        periods = rig.store.read(BLUE, range(MINUTE, MINUTE + 600, 60)).periods
        return [measured.count for measured in periods.values()]

    assert counts(1) == counts(1) != counts(2)
