"""What is counted of real requests, and what faults on the way of metrics look like."""

from __future__ import annotations

import time

import pytest

from lab.faults.kinds import ApiThrottle, MetricDelay, MetricLoss
from sluice.canary.model.counts import Counts, Gap
from sluice.canary.model.observation import Need, Unread
from tests.lab.canary.conftest import load
from tests.lab.ecs.conftest import until
from tests.sluice.canary.ports.on_the_lab.stage import (
    BLUE_ONLY,
    HALF,
    Stage,
    agree,
    generated,
    total,
    until_told,
)

pytestmark = pytest.mark.lab


def test_counts_agree_with_those_of_who_sent_the_requests(stage: Stage) -> None:
    of = stage.release("counts", weights=HALF)
    stage.green_serves(of, "1.1.0", FAULT_ERROR_PERCENT="20")
    of = of.model_copy(update={"metrics_until": int(time.time())})

    with load(stage.deployed) as under_way:
        time.sleep(8)
    periods = until_told(stage, of, int(time.time()) + 1)

    result = under_way.end()
    requests, errors = total(periods, "canary")
    assert agree((requests, errors), generated(result, "1.1.0"))
    assert agree(total(periods, "live"), generated(result, "1.0.0"))
    assert 0.1 < errors / requests < 0.3
    assert [it.start for it in periods] == list(range(of.metrics_until, periods[-1].start + 1))


def test_slow_requests_are_counted_by_the_criterion_s_limit(stage: Stage) -> None:
    of = stage.release("slow", weights=HALF)
    stage.green_serves(of, "1.1.1", FAULT_LATENCY_MS="600")
    of = of.model_copy(update={"metrics_until": int(time.time())})

    with load(stage.deployed, rate=40):
        time.sleep(5)
    periods = until_told(stage, of, int(time.time()))

    canary = [it.canary for it in periods if isinstance(it.canary, Counts)]
    live = [it.live for it in periods if isinstance(it.live, Counts)]
    assert sum(it.slow for it in canary) == sum(it.requests for it in canary) > 50
    assert sum(it.slow for it in live) < 0.05 * sum(it.requests for it in live)
    assert all(it.p95_ms is not None and it.p95_ms > 600 for it in canary)


def test_metrics_that_come_late_are_overdue_and_none_is_lost(stage: Stage) -> None:
    of = stage.release("late", weights=HALF)
    stage.green_serves(of, "1.1.2")
    of = of.model_copy(update={"metrics_until": int(time.time())})

    with load(stage.deployed) as under_way:
        with stage.deployed.control.fault(MetricDelay(delay_seconds=600)):
            until(
                lambda: stage.see(Need.METRICS, of).overdue is Gap.METRICS_LATE, "not overdue", 30
            )
            assert stage.see(Need.METRICS, of).periods == ()
        time.sleep(2)
    periods = until_told(stage, of, int(time.time()) + 1)

    assert agree(total(periods, "canary"), generated(under_way.end(), "1.1.2"))


def test_metrics_that_are_lost_are_overdue(stage: Stage) -> None:
    of = stage.release("lost", weights=HALF)
    stage.green_serves(of, "1.1.3")

    with (
        load(stage.deployed),
        stage.deployed.control.fault(MetricLoss(dimension="web-dev-green/")),
    ):
        of = of.model_copy(update={"metrics_until": int(time.time()) + 1})
        overdue = until(lambda: stage.see(Need.METRICS, of).overdue, "not overdue", 30)
        assert overdue is Gap.METRICS_LATE
        assert stage.see(Need.METRICS, of).periods == ()


def test_a_lost_count_beside_response_times_is_partial_and_no_silence(stage: Stage) -> None:
    of = stage.release("uncounted", weights=HALF)
    stage.green_serves(of, "1.1.5")

    with (
        load(stage.deployed),
        stage.deployed.control.fault(
            MetricLoss(dimension="web-dev-green/", metric="RequestCount", percent=100)
        ),
    ):
        of = of.model_copy(update={"metrics_until": int(time.time()) + 1})
        periods = until_told(stage, of, of.metrics_until + 2)

    assert Gap.PARTIAL in {it.canary for it in periods}
    assert not any(isinstance(it.canary, Counts) for it in periods)


def test_a_colour_that_nobody_asks_has_no_traffic(stage: Stage) -> None:
    of = stage.release("idle")
    stage.green_serves(of, "1.1.6")
    stage.world.perform(stage.release("idle", reclaims=True), BLUE_ONLY)

    with load(stage.deployed):
        of = of.model_copy(update={"metrics_until": int(time.time()) + 1})
        periods = until_told(stage, of, of.metrics_until + 2)

    assert Gap.NO_TRAFFIC in {it.canary for it in periods}
    assert not any(isinstance(it.canary, Counts) for it in periods)
    assert any(isinstance(it.live, Counts) for it in periods)


def test_throttled_metrics_are_unread_and_no_period_is_lost(stage: Stage) -> None:
    of = stage.release("throttled", weights=HALF)
    stage.green_serves(of, "1.1.7")
    of = of.model_copy(update={"metrics_until": int(time.time())})

    with load(stage.deployed) as under_way:
        with stage.deployed.control.fault(ApiThrottle(operation="GetMetricData")):
            unread = stage.see(Need.METRICS, of)
        assert isinstance(unread, Unread)
        assert "Throttling" in unread.why
    periods = until_told(stage, of, int(time.time()) + 1)

    assert agree(total(periods, "canary"), generated(under_way.end(), "1.1.7"))


# The last one: the lab calls the rest of this minute partial, too.
def test_metrics_of_which_some_are_lost_are_partial(stage: Stage) -> None:
    of = stage.release("partial", weights=HALF)
    stage.green_serves(of, "1.1.4")

    with (
        load(stage.deployed),
        stage.deployed.control.fault(
            MetricLoss(dimension="web-dev-green/", metric="RequestCount", percent=50)
        ),
    ):
        of = of.model_copy(update={"metrics_until": int(time.time()) + 1})
        periods = until_told(stage, of, of.metrics_until + 2)

    assert Gap.PARTIAL in {it.canary for it in periods}
    assert not any(isinstance(it.canary, Counts) for it in periods)
    # A second in which this machine does something else is a hole.
    assert any(isinstance(it.live, Counts) for it in periods)
