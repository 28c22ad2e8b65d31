"""What DescribeTargetHealth says, and who gets requests accordingly."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.lab.alb.rig import Load, Rig, ask, eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lab.alb.targets import HttpTarget

HEALTHY = ("healthy", None)


def forward(rig: Rig) -> int:
    return rig.port(rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}]))


def described(rig: Rig, target: HttpTarget) -> dict[str, str]:
    (found,) = rig.elbv2.describe_target_health(
        TargetGroupArn=rig.blue, Targets=[{"Id": "127.0.0.1", "Port": target.port}]
    )["TargetHealthDescriptions"]
    assert found["HealthCheckPort"] == str(target.port)
    health: dict[str, str] = found["TargetHealth"]
    return health


def test_two_targets_on_one_address_differ_by_port(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    first, second = target("first"), target("second")
    rig.register(rig.blue, first)
    rig.register(rig.blue, second)
    port = forward(rig)
    rig.wait_healthy(rig.blue, first, second)
    assert [ask(port).target for _ in range(4)] in (
        ["first", "second"] * 2,
        ["second", "first"] * 2,
    )
    rig.deregister(rig.blue, first)
    assert rig.health(rig.blue)[second.port] == HEALTHY


def test_a_target_of_a_group_that_no_listener_uses_is_unused(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    only = target("only")
    rig.register(rig.blue, only)
    assert described(rig, only) == {
        "State": "unused",
        "Reason": "Target.NotInUse",
        "Description": ("Target group is not configured to receive traffic from the load balancer"),
    }
    assert only.checks == 0


def test_a_new_target_is_initial_and_healthy_after_one_success(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    forward(rig)
    only = target("only")
    rig.register(rig.blue, only)
    assert described(rig, only)["State"] == "initial"
    assert described(rig, only)["Reason"] in {
        "Elb.RegistrationInProgress",
        "Elb.InitialHealthChecking",
    }
    rig.wait_healthy(rig.blue, only)
    assert only.checks == 1
    assert described(rig, only) == {"State": "healthy"}


def test_a_target_falls_ill_after_two_failures_and_recovers_after_two_successes(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    forward(rig)
    only = target("only")
    rig.register(rig.blue, only)
    rig.wait_healthy(rig.blue, only)
    only.health, before = 503, only.checks
    eventually(lambda: described(rig, only)["State"], "unhealthy")
    assert only.checks - before == 2
    assert described(rig, only) == {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [503]",
    }
    only.health, before = 200, only.checks
    rig.wait_healthy(rig.blue, only)
    assert only.checks - before == 2


def test_a_target_that_takes_no_connection_fails_its_checks(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    forward(rig)
    only = target("only")
    only.kill()
    rig.register(rig.blue, only)
    eventually(
        lambda: described(rig, only),
        {
            "State": "unhealthy",
            "Reason": "Target.FailedHealthChecks",
            "Description": "Health checks failed",
        },
    )


def test_a_target_that_does_not_answer_its_checks_times_out(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    forward(rig)
    only = target("only")
    rig.elbv2.modify_target_group(TargetGroupArn=rig.blue, HealthCheckPath="/slow")
    rig.register(rig.blue, only)
    eventually(lambda: described(rig, only).get("Reason"), "Target.Timeout")
    assert described(rig, only)["Description"] == "Request timed out"


def test_an_unhealthy_target_gets_nothing_until_all_are_unhealthy(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    first, second = target("first"), target("second")
    rig.register(rig.blue, first, second)
    port = forward(rig)
    rig.wait_healthy(rig.blue, first, second)
    first.health = 500
    eventually(lambda: described(rig, first)["State"], "unhealthy")
    assert {ask(port).target for _ in range(20)} == {"second"}
    second.health = 500
    eventually(lambda: described(rig, second)["State"], "unhealthy")
    # The load balancer fails open.
    eventually(lambda: {ask(port).target for _ in range(20)}, {"first", "second"})


def test_a_deregistered_target_drains_for_its_delay_and_finishes_what_it_has(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    first, second = target("first"), target("second")
    rig.elbv2.modify_target_group_attributes(
        TargetGroupArn=rig.blue,
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "2"}],
    )
    rig.register(rig.blue, first)
    port = forward(rig)
    rig.wait_healthy(rig.blue, first)
    rig.register(rig.blue, second)
    rig.wait_healthy(rig.blue, first, second)

    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(ask, port, "/slow") for _ in range(2)]
        eventually(lambda: first.requests + second.requests, 2)
        rig.deregister(rig.blue, first)
        started = time.monotonic()
        assert described(rig, first)["Reason"] == "Target.DeregistrationInProgress"
        assert rig.health(rig.blue)[first.port][0] == "draining"
        eventually(lambda: {ask(port).target for _ in range(10)}, {"second"})
        first.go()
        second.go()
        assert {one.result().target for one in waiting} == {"first", "second"}
        eventually(lambda: described(rig, first)["Reason"], "Target.NotRegistered")
        assert time.monotonic() - started >= 1.9
        assert list(rig.health(rig.blue)) == [second.port]


def test_deregistering_what_is_not_registered_succeeds(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    only = target("only")
    rig.deregister(rig.blue, only)
    assert described(rig, only)["Reason"] == "Target.NotRegistered"


def test_a_target_that_comes_back_is_checked_like_a_new_one(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    only = target("only")
    rig.register(rig.blue, only)
    port = forward(rig)
    rig.wait_healthy(rig.blue, only)
    rig.deregister(rig.blue, only)
    eventually(lambda: ask(port).status, 503)
    only.health = 500
    rig.register(rig.blue, only)
    eventually(lambda: described(rig, only)["State"], "unhealthy")


def test_changes_of_health_cost_no_request(rig: Rig, target: Callable[[str], HttpTarget]) -> None:
    first, second = target("first"), target("second")
    rig.register(rig.blue, first, second)
    port = forward(rig)
    rig.wait_healthy(rig.blue, first, second)
    load = Load()

    with load.running(port):
        first.health = 500
        eventually(lambda: described(rig, first)["State"], "unhealthy")
    assert {status for status, _ in load.seen} == {200}
