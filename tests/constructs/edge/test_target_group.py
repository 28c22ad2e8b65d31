"""One target group per colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.edge_parts import SERVICE, SETTINGS
from tests.constructs.harness import Synthesized, synthesize
from webservice.edge.target_group import TargetGroup
from webservice.errors import InvalidValue

if TYPE_CHECKING:
    from cdktf import TerraformStack


def group(**changes: Any) -> Synthesized:
    def build(stack: TerraformStack) -> None:
        arguments = {"prefix": "web-test", "colour": "blue", **changes}
        TargetGroup(stack, "group", vpc_id="vpc-1", settings=SETTINGS, service=SERVICE, **arguments)

    return synthesize(build)


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    return group().one("aws_lb_target_group")


def test_targets_are_the_tasks_addresses(declared: dict[str, Any]) -> None:
    assert declared["name"] == "web-test-blue"
    assert (declared["target_type"], declared["protocol"], declared["port"]) == ("ip", "HTTP", 8080)
    assert declared["deregistration_delay"] == "30"


def test_health_is_a_200_from_the_services_path(declared: dict[str, Any]) -> None:
    check = declared["health_check"]
    assert (check["path"], check["matcher"], check["port"]) == ("/healthz", "200", "traffic-port")
    assert check["timeout"] < check["interval"]


def test_stickiness_is_left_to_the_forward_action(declared: dict[str, Any]) -> None:
    assert declared["stickiness"]["enabled"] is False


def test_another_container_port_does_not_replace_it(declared: dict[str, Any]) -> None:
    assert declared["lifecycle"] == {"ignore_changes": ["port"]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prefix": "w" * 28}, "must have at most 32 characters"),
        ({"colour": "red"}, "target group colour = 'red': must be one of 'blue', 'green'"),
    ],
)
def test_a_wrong_value_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        group(**changes)
