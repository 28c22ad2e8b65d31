"""A listener cannot be turned to a target group that does not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.elbv2 import Balanced, balanced

if TYPE_CHECKING:
    from collections.abc import Callable


def turn_to_a_missing_group(found: Balanced) -> None:
    missing = replace(found, groups=(found.groups[0], f"{found.groups[1]}0"))
    found.elbv2.modify_listener(ListenerArn=found.listener, DefaultActions=missing.forward(0, 1))


def action_type(found: Balanced) -> str:
    (listener,) = found.elbv2.describe_listeners(ListenerArns=[found.listener])["Listeners"]
    kind: str = listener["DefaultActions"][0]["Type"]
    return kind


def test_plain_moto_takes_a_missing_target_group(upstream: Callable[..., Any]) -> None:
    found = balanced(upstream)
    turn_to_a_missing_group(found)
    assert action_type(found) == "forward"


def test_the_lab_refuses_it_and_keeps_the_old_action(lab: Callable[..., Any]) -> None:
    found = balanced(lab)
    with pytest.raises(ClientError, match="TargetGroupNotFound"):
        turn_to_a_missing_group(found)
    assert action_type(found) == "fixed-response"


def test_the_lab_still_modifies_what_is_right(lab: Callable[..., Any]) -> None:
    found = balanced(lab)
    found.elbv2.modify_listener(ListenerArn=found.listener, DefaultActions=found.forward(0, 100))
    assert action_type(found) == "forward"
    found.elbv2.modify_listener(ListenerArn=found.listener, Port=81)
    (listener,) = found.elbv2.describe_listeners(ListenerArns=[found.listener])["Listeners"]
    assert listener["Port"] == 81
