"""The listeners: a redirect, one weighted rule, and a way to the idle colour."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.edge_parts import CERTIFICATE, SETTINGS
from tests.constructs.harness import Synthesized, synthesize
from webservice.edge.listeners import Listeners, idle_colour

if TYPE_CHECKING:
    from cdktf import TerraformStack


def listeners(**changes: Any) -> Synthesized:
    def build(stack: TerraformStack) -> None:
        groups: Any = {
            "blue": SimpleNamespace(arn="arn:blue"),
            "green": SimpleNamespace(arn="arn:green"),
        }
        Listeners(
            stack,
            "listeners",
            load_balancer_arn="arn:balancer",
            certificate=CERTIFICATE,
            settings=replace(SETTINGS, **changes),
            target_groups=groups,
        )

    return synthesize(build)


def default_action(synthesized: Synthesized, port: int) -> dict[str, Any]:
    (listener,) = synthesized.where("aws_lb_listener", port=port)
    (action,) = listener["default_action"]
    found: dict[str, Any] = action
    return found


def forward(action: dict[str, Any]) -> dict[str, int]:
    return {group["arn"]: group["weight"] for group in action["forward"]["target_group"]}


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return listeners()


@pytest.fixture(scope="module")
def green_first() -> Synthesized:
    return listeners(blue_weight=0, green_weight=999, stickiness_seconds=300)


def test_http_is_redirected_for_good(synthesized: Synthesized) -> None:
    action = default_action(synthesized, 80)
    assert action["type"] == "redirect"
    assert action["redirect"] == {"status_code": "HTTP_301", "protocol": "HTTPS", "port": "443"}


def test_https_speaks_tls_1_3_with_the_certificate(synthesized: Synthesized) -> None:
    encrypted = synthesized.where("aws_lb_listener", protocol="HTTPS")
    assert sorted(listener["port"] for listener in encrypted) == [443, 8443]
    for listener in encrypted:
        assert listener["ssl_policy"].startswith("ELBSecurityPolicy-TLS13-1-2-Res-")
        assert listener["certificate_arn"] == CERTIFICATE.arn


def test_what_no_rule_takes_is_not_found(synthesized: Synthesized) -> None:
    action = default_action(synthesized, 443)
    assert action["type"] == "fixed-response"
    assert action["fixed_response"]["status_code"] == "404"


def test_one_rule_forwards_every_path_to_both_colours(synthesized: Synthesized) -> None:
    rule = synthesized.one("aws_lb_listener_rule")
    assert rule["condition"] == [{"path_pattern": {"values": ["/*"]}}]
    (action,) = rule["action"]
    assert action["type"] == "forward"
    assert "target_group_arn" not in action
    assert forward(action) == {"arn:blue": 100, "arn:green": 0}


def test_the_first_weights_are_the_settings(green_first: Synthesized) -> None:
    (action,) = green_first.one("aws_lb_listener_rule")["action"]
    assert forward(action) == {"arn:blue": 0, "arn:green": 999}


def test_stickiness_is_a_choice(synthesized: Synthesized, green_first: Synthesized) -> None:
    (without,) = synthesized.one("aws_lb_listener_rule")["action"]
    (sticky,) = green_first.one("aws_lb_listener_rule")["action"]
    assert "stickiness" not in without["forward"]
    assert sticky["forward"]["stickiness"] == {"enabled": True, "duration": 300}


def test_terraform_leaves_alone_what_the_driver_moves(synthesized: Synthesized) -> None:
    rule = synthesized.one("aws_lb_listener_rule")
    assert rule["lifecycle"] == {"ignore_changes": ["action"]}
    (test,) = synthesized.where("aws_lb_listener", port=8443)
    assert test["lifecycle"] == {"ignore_changes": ["default_action"]}
    (https,) = synthesized.where("aws_lb_listener", port=443)
    assert "lifecycle" not in https


def test_the_test_listener_reaches_the_idle_colour_only(
    synthesized: Synthesized, green_first: Synthesized
) -> None:
    assert forward(default_action(synthesized, 8443)) == {"arn:blue": 0, "arn:green": 100}
    assert forward(default_action(green_first, 8443)) == {"arn:blue": 100, "arn:green": 0}
    assert "stickiness" not in default_action(green_first, 8443)["forward"]


@pytest.mark.parametrize(
    ("blue", "green", "idle"),
    [(100, 0, "green"), (0, 1, "blue"), (50, 50, "green"), (3, 7, "blue")],
)
def test_the_lighter_colour_is_the_idle_one(blue: int, green: int, idle: str) -> None:
    assert idle_colour(replace(SETTINGS, blue_weight=blue, green_weight=green)) == idle
