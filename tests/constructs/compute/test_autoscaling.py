"""Autoscaling of each colour."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.constructs.harness import Synthesized, synthesize
from tests.constructs.service_parts import settings
from webservice.compute.autoscaling import Autoscaling

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from webservice.edge.load_balancer import LoadBalancer
    from webservice.edge.target_group import TargetGroup

COLOURS = ("blue", "green")


def _build(stack: TerraformStack) -> None:
    for colour in COLOURS:
        Autoscaling(
            stack,
            f"autoscaling-{colour}",
            settings=settings(min_count=2, max_count=6, requests_per_target_per_minute=900),
            cluster_name="web-test",
            service_name=f"web-test-{colour}",
            load_balancer=cast("LoadBalancer", SimpleNamespace(arn_suffix="app/lb/1")),
            target_group=cast("TargetGroup", SimpleNamespace(arn_suffix=f"targetgroup/{colour}/2")),
            colour=colour,
        )


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(_build)


def _target(synthesized: Synthesized, colour: str) -> tuple[str, dict[str, Any]]:
    ((logical_id, target),) = [
        (logical_id, target)
        for logical_id, target in synthesized.all("aws_appautoscaling_target").items()
        if target["resource_id"] == f"service/web-test/web-test-{colour}"
    ]
    return logical_id, target


def _policies(synthesized: Synthesized, colour: str) -> dict[str, dict[str, Any]]:
    logical_id, _ = _target(synthesized, colour)
    return {
        policy["name"]: policy["target_tracking_scaling_policy_configuration"]
        for policy in synthesized.all("aws_appautoscaling_policy").values()
        if policy["resource_id"] == f"${{aws_appautoscaling_target.{logical_id}.resource_id}}"
    }


@pytest.mark.parametrize(("colour", "lowest"), [("blue", 2), ("green", 0)])
def test_the_idle_colour_is_not_scaled_up_to_the_live_ones_minimum(
    synthesized: Synthesized, colour: str, lowest: int
) -> None:
    _, target = _target(synthesized, colour)
    assert (target["min_capacity"], target["max_capacity"]) == (lowest, 6)
    assert target["scalable_dimension"] == "ecs:service:DesiredCount"


@pytest.mark.parametrize("colour", COLOURS)
def test_terraform_leaves_the_bounds_that_releases_move(
    synthesized: Synthesized, colour: str
) -> None:
    _, target = _target(synthesized, colour)
    assert target["lifecycle"]["ignore_changes"] == ["min_capacity", "max_capacity"]


@pytest.mark.parametrize("colour", COLOURS)
def test_each_colour_tracks_cpu_memory_and_its_own_requests(
    synthesized: Synthesized, colour: str
) -> None:
    policies = _policies(synthesized, colour)
    assert {
        name: (
            policy["target_value"],
            policy["predefined_metric_specification"],
        )
        for name, policy in policies.items()
    } == {
        "cpu-target": (60, {"predefined_metric_type": "ECSServiceAverageCPUUtilization"}),
        "memory-target": (70, {"predefined_metric_type": "ECSServiceAverageMemoryUtilization"}),
        "requests-target": (
            900,
            {
                "predefined_metric_type": "ALBRequestCountPerTarget",
                "resource_label": f"app/lb/1/targetgroup/{colour}/2",
            },
        ),
    }


def test_scaling_out_is_faster_than_scaling_in(synthesized: Synthesized) -> None:
    for policy in _policies(synthesized, "blue").values():
        assert policy["scale_out_cooldown"] < policy["scale_in_cooldown"]
