"""Targets that fail, and what that costs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.lab.alb.rig import Load, Rig, ask, eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.alb.targets import HttpTarget


@pytest.fixture
def one(rig: Rig, target: Callable[[str], HttpTarget]) -> tuple[int, HttpTarget]:
    """Return the loopback port of a listener before one healthy target, and the target."""
    only = target("only")
    rig.register(rig.blue, only)
    listener = rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}])
    rig.wait_healthy(rig.blue, only)
    return rig.port(listener), only


def test_a_target_that_takes_no_connection_is_a_502(one: tuple[int, HttpTarget]) -> None:
    one[1].kill()
    assert ask(one[0]).status == 502


def test_a_target_that_answers_too_late_is_a_504(rig: Rig, one: tuple[int, HttpTarget]) -> None:
    rig.elbv2.modify_load_balancer_attributes(
        LoadBalancerArn=rig.load_balancer,
        Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "1"}],
    )
    time.sleep(0.7)  # until the attribute is at work: nothing shows it but this very answer
    started = time.monotonic()
    found = ask(one[0], "/slow")
    assert found.status == 504
    assert 0.9 < time.monotonic() - started < 5
    assert b"504 Gateway Time-out" in found.body


def test_no_target_is_a_503(rig: Rig) -> None:
    port = rig.port(rig.listen([{"Type": "forward", "TargetGroupArn": rig.green}]))
    found = ask(port)
    assert (found.status, found.headers["Server"]) == (503, "awselb/2.0")


def test_idle_connections_that_the_target_closed_cost_no_request(
    one: tuple[int, HttpTarget],
) -> None:
    port, target = one
    load = Load()
    for _ in range(5):
        load.run(port, requests=64, connections=16)
        target.drop_idle()
    assert load.seen == {(200, "only"): 320}


def test_what_may_be_done_twice_is_sent_again_when_a_kept_connection_has_ended(
    one: tuple[int, HttpTarget],
) -> None:
    port, target = one
    for _ in range(4):
        before = target.requests
        assert ask(port, "/stale").status == 200
    # The target ended the old connection at this request, and got it again on a new one.
    assert target.requests == before + 2
    # What may not be done twice, or whose body is on its way already, is not sent again.
    for method in ("POST", "PUT"):
        assert ask(port, "/stale").status == 200
        assert ask(port, "/stale", method=method, body=b"x").status == 502


def test_a_killed_target_costs_no_more_than_what_was_in_flight_on_it(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    first, second = target("first"), target("second")
    rig.register(rig.blue, first, second)
    port = rig.port(rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}]))
    rig.wait_healthy(rig.blue, first, second)
    load = Load()
    with load.running(port, connections=16, method="POST"):
        first.kill()
        before = load.seen[200, "second"]
        eventually(lambda: load.seen[200, "second"] > before + 500, wanted=True)
    failed = sum(count for (status, _), count in load.seen.items() if status != 200)
    # As many as there were connections could be in flight on it.
    assert failed <= 16
