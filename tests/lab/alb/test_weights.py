"""Weights: who gets how much, and that changing them costs no request."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from tests.lab.alb.rig import Load, Rig, ask
from tests.lab.alb.targets import FastTarget, HttpTarget

if TYPE_CHECKING:
    from collections.abc import Callable


def weighted(rig: Rig, target: Callable[[str], HttpTarget], blue: int, green: int) -> str:
    blues, greens = target("blue"), target("green")
    rig.register(rig.blue, blues)
    rig.register(rig.green, greens)
    listener = rig.listen(rig.forward(blue, green))
    rig.wait_healthy(rig.blue, blues)
    rig.wait_healthy(rig.green, greens)
    return listener


def test_10_to_90_over_20_000_requests_is_within_the_binomial_error(rig: Rig) -> None:
    with FastTarget("blue") as blues, FastTarget("green") as greens:
        rig.register(rig.blue, blues)
        rig.register(rig.green, greens)
        port = rig.port(rig.listen(rig.forward(90, 10)))
        rig.wait_healthy(rig.blue, blues)
        rig.wait_healthy(rig.green, greens)
        load = Load()
        load.run(port, requests=20_000, connections=40)
    green = load.seen[200, "green"]
    assert load.seen[200, "blue"] + green == 20_000
    # 99.9 % of all draws: 3.29 standard deviations.
    assert abs(green - 2_000) <= 3.29 * math.sqrt(20_000 * 0.1 * 0.9)


def test_a_group_of_weight_0_gets_nothing(rig: Rig, target: Callable[[str], HttpTarget]) -> None:
    port = rig.port(weighted(rig, target, 1, 0))
    load = Load()
    load.run(port, requests=640)
    assert load.seen == {(200, "blue"): 640}


def test_changed_weights_are_at_work_within_a_second(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    listener = weighted(rig, target, 100, 0)
    port = rig.port(listener)
    for blue, green, name in ((0, 100, "green"), (100, 0, "blue"), (0, 999, "green")):
        rig.weigh(listener, blue, green)
        changed = time.monotonic()
        while ask(port).target != name:
            assert time.monotonic() - changed < 1.0
        assert {ask(port).target for _ in range(20)} == {name}


def test_no_request_is_lost_while_weights_and_registrations_change(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    blues, greens, third = target("blue"), target("green"), target("third")
    rig.register(rig.blue, blues)
    rig.register(rig.green, greens)
    listener = rig.listen(rig.forward(100, 0))
    port = rig.port(listener)
    rig.wait_healthy(rig.blue, blues)
    rig.wait_healthy(rig.green, greens)
    load = Load()
    with load.running(port):
        for blue, green in ((95, 5), (50, 50), (0, 100), (100, 0)):
            rig.weigh(listener, blue, green)
            time.sleep(0.3)
        rig.register(rig.blue, third)
        rig.wait_healthy(rig.blue, blues, third)
        rig.deregister(rig.blue, third)
        time.sleep(0.25)
    assert {status for status, _ in load.seen} == {200}
    assert {name for _, name in load.seen} == {"blue", "green", "third"}


def test_a_sticky_client_stays_with_its_group_and_others_do_not(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    listener = weighted(rig, target, 1, 1)
    port = rig.port(listener)
    rig.elbv2.modify_listener(
        ListenerArn=listener, DefaultActions=rig.forward(50, 50, sticky_seconds=60)
    )
    while not (first := ask(port)).headers.get_all("Set-Cookie"):
        time.sleep(0.02)
    cookies = first.headers.get_all("Set-Cookie") or []
    assert [cookie.partition("=")[0] for cookie in cookies] == ["AWSALBTG", "AWSALBTGCORS"]
    assert "Path=/" in cookies[0]
    kept = cookies[0].partition(";")[0]
    stuck = {ask(port, headers={"Cookie": f"a=b; {kept}"}).target for _ in range(100)}
    assert stuck == {first.target}
    assert {ask(port).target for _ in range(100)} == {"blue", "green"}
    forged = {ask(port, headers={"Cookie": f"{kept[:-4]}AAA="}).target for _ in range(100)}
    assert forged == {"blue", "green"}


def test_a_sticky_client_is_let_go_by_a_group_of_weight_0(
    rig: Rig, target: Callable[[str], HttpTarget]
) -> None:
    listener = weighted(rig, target, 1, 1)
    port = rig.port(listener)
    rig.elbv2.modify_listener(
        ListenerArn=listener, DefaultActions=rig.forward(0, 100, sticky_seconds=60)
    )
    while not (first := ask(port)).headers.get_all("Set-Cookie"):
        time.sleep(0.02)
    kept = (first.headers.get_all("Set-Cookie") or [])[0].partition(";")[0]
    assert first.target == "green"
    rig.elbv2.modify_listener(
        ListenerArn=listener, DefaultActions=rig.forward(100, 0, sticky_seconds=60)
    )
    changed = time.monotonic()
    while ask(port, headers={"Cookie": kept}).target != "blue":
        assert time.monotonic() - changed < 1.0
