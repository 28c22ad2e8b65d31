"""The data plane's process alone: what it reports, and how it follows orders."""

from __future__ import annotations

import http.client
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lab.alb.configuration import (
    Configuration,
    FixedResponse,
    Forward,
    HealthCheck,
    Listener,
    LoadBalancer,
    RegisteredTarget,
    Rule,
    TargetGroup,
    WeightedGroup,
)
from lab.alb.messages import Memory, TargetState
from tests.lab.alb.control_side import ControlSide, control_side, data_plane
from tests.lab.alb.rig import ask, eventually
from tests.lab.alb.targets import HttpTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

LB, GROUP, LISTENER, CLOSED = "lb", "group", "listener", "closed"
CHECK = HealthCheck(path="/healthz", interval_seconds=0.3, timeout_seconds=0.3)


def configuration(*targets: HttpTarget) -> Configuration:
    forward = Rule("rule", "default", (), Forward((WeightedGroup(GROUP, 1),)))
    closed = Rule("fixed", "default", (), FixedResponse(503))
    return Configuration(
        load_balancers=(
            LoadBalancer(
                LB,
                "web.elb",
                (
                    Listener(LISTENER, 80, "HTTP", (forward,)),
                    Listener(CLOSED, 81, "HTTP", (closed,)),
                ),
                idle_timeout_seconds=1,
            ),
        ),
        target_groups=(
            TargetGroup(
                GROUP,
                "HTTP",
                CHECK,
                tuple(
                    RegisteredTarget("127.0.0.1", one.port, number)
                    for number, one in enumerate(targets, 1)
                ),
            ),
        ),
    )


@pytest.fixture
def side() -> Iterator[ControlSide]:
    with control_side() as running:
        yield running


@pytest.fixture
def target() -> Iterator[HttpTarget]:
    with HttpTarget("only") as running:
        yield running


def states(side: ControlSide) -> list[str]:
    return [one.state for one in side.last.health]


def test_what_happened_is_counted_and_nothing_else(side: ControlSide, target: HttpTarget) -> None:
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        port = side.last.ports[LISTENER]
        hosts = {"HealthyHostCount", "UnHealthyHostCount"}
        eventually(lambda: {name for name, *_ in side.totals()}, hosts)
        for _ in range(7):
            assert ask(port).status == 200
        assert ask(port, "/refused", method="POST").status == 502
        assert ask(port, "/slow").status == 504
        assert ask(side.last.ports[CLOSED]).status == 503
        target.kill()
        assert ask(port).status == 502
        eventually(lambda: ("TargetConnectionErrorCount", LB, GROUP) in side.totals(), wanted=True)
    found = side.totals()
    latencies = found.pop(("TargetResponseTime", LB, GROUP))
    assert found.pop(("TargetResponseTime", LB, None)) == latencies
    assert sum(latencies.values()) == 7
    assert all(0 < value < 1 and round(value, 4) == value for value in latencies)
    for name in ("HealthyHostCount", "UnHealthyHostCount"):
        assert set(found.pop((name, LB, GROUP))) <= {0, 1}
    shares = found.pop(("RequestCountPerTarget", None, GROUP))
    assert sum(value * count for value, count in shares.items()) == 10
    assert found == {
        ("RequestCount", LB, None): {1: 10},
        ("RequestCount", LB, GROUP): {1: 10},
        ("HTTPCode_Target_2XX_Count", LB, None): {1: 7},
        ("HTTPCode_Target_2XX_Count", LB, GROUP): {1: 7},
        ("HTTPCode_ELB_5XX_Count", LB, None): {1: 4},
        ("HTTPCode_ELB_502_Count", LB, None): {1: 2},
        ("HTTPCode_ELB_503_Count", LB, None): {1: 1},
        ("HTTPCode_ELB_504_Count", LB, None): {1: 1},
        ("HTTP_Fixed_Response_Count", LB, None): {1: 1},
        ("TargetConnectionErrorCount", LB, None): {1: 1},
        ("TargetConnectionErrorCount", LB, GROUP): {1: 1},
    }


def test_response_time_ends_where_the_answer_begins(side: ControlSide, target: HttpTarget) -> None:
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        connection = http.client.HTTPConnection("127.0.0.1", side.last.ports[LISTENER], timeout=9)
        connection.request("GET", "/stream")
        answer = connection.getresponse()
        answer.read(5)
        time.sleep(0.5)
        target.go()
        answer.read()
        connection.close()
        eventually(lambda: ("TargetResponseTime", LB, GROUP) in side.totals(), wanted=True)
        (seconds,) = side.totals()["TargetResponseTime", LB, GROUP]
        assert seconds < 0.4


def test_it_goes_on_while_the_control_side_is_down_and_reports_later(
    side: ControlSide, target: HttpTarget
) -> None:
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        port = side.last.ports[LISTENER]
        side.down = True
        for _ in range(5):
            assert ask(port).status == 200
            count = side.refused
            eventually(lambda count=count: side.refused > count, wanted=True)
        side.down = False
        eventually(lambda: side.totals()["RequestCount", LB, GROUP], {1: 5})


def test_seconds_are_those_of_the_labs_clock(side: ControlSide, target: HttpTarget) -> None:
    side.orders = replace(side.orders, clock_skew_seconds=-86400.0)
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        assert ask(side.last.ports[LISTENER]).status == 200
        eventually(lambda: ("RequestCount", LB, GROUP) in side.totals(), wanted=True)
        at = [
            sample.at
            for report in side.reports
            for sample in report.samples
            if sample.name == "RequestCount"
        ]
        assert all(abs(time.time() - 86400 - one) < 60 for one in at)


def test_a_new_process_takes_over_ports_and_health(side: ControlSide, target: HttpTarget) -> None:
    with data_plane(side) as first:
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        before = side.last
        first.kill()
        first.wait()
    target.health = 500
    side.orders = replace(
        side.orders, memory=Memory(before.proxy_port, before.ports, before.health)
    )
    with data_plane(side):
        eventually(lambda: side.last.process != before.process, wanted=True)
        eventually(lambda: side.last.ports, before.ports)
        assert side.last.proxy_port == before.proxy_port
        # Not initial again: it had been healthy, and two failures have not come yet.
        first_seen = next(
            one for one in side.reports if one.process != before.process and one.health
        )
        assert [one.state for one in first_seen.health] == ["healthy"]


def test_a_flapping_group_fails_its_checks_and_passes_again(
    side: ControlSide, target: HttpTarget
) -> None:
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        side.orders = replace(side.orders, flapping=(GROUP,))
        eventually(
            lambda: side.last.health[0],
            TargetState(
                GROUP,
                "127.0.0.1",
                target.port,
                1,
                "unhealthy",
                "Target.ResponseCodeMismatch",
                "Health checks failed with these codes: [503]",
            ),
        )
        side.orders = replace(side.orders, flapping=())
        eventually(lambda: states(side), ["healthy"])


def test_a_group_that_vanishes_is_checked_no_more(side: ControlSide, target: HttpTarget) -> None:
    with data_plane(side):
        side.configure(configuration(target))
        eventually(lambda: states(side), ["healthy"])
        side.configure(Configuration())
        assert side.last.health == ()
        assert side.last.ports == {}
        checks = target.checks
        time.sleep(3 * CHECK.interval_seconds)
        assert target.checks == checks
