from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.canary.first_state import Beginning, bring_back, new_release
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.observation import (
    RuleWeights,
    ScalingBounds,
    ServiceState,
    Survey,
    Targets,
)
from sluice.environment.descriptor import Descriptor
from sluice.errors import NotNow
from tests.sluice.canary import descriptors
from tests.sluice.canary.releases import plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

    Start = Callable[..., tuple[Release, tuple[Event, ...]]]

STAGE = Descriptor.model_validate(descriptors.document())
SAID = Beginning(
    id="20270115T080030Z-3f2a",
    image="repository@sha256:" + "b" * 64,
    by="kim",
    why="a new page",
    now=1_800_000_030.0,
)


def survey(
    blue: int = 100,
    green: int = 0,
    *,
    desired: int = 2,
    healthy: int = 2,
    earlier: str = "task:6",
    most: int = 4,
) -> Survey:
    return Survey(
        weights=RuleWeights(SetWeights(blue=blue, green=green), 0),
        test_listener="green",
        services={
            "blue": ServiceState("task:7", desired, desired, stable=True),
            "green": ServiceState(earlier, 0, 0, stable=True),
        },
        scaling={"blue": ScalingBounds(2, most)},
        targets={"blue": Targets(healthy, desired), "green": Targets(0, 0)},
    )


def test_the_colour_with_all_the_weight_is_live() -> None:
    release, _ = new_release(survey(), STAGE, plan(), SAID)
    assert (release.live, release.canary) == ("blue", "green")
    assert release.live_task_definition_arn == "task:7"
    assert release.previous_task_definition_arn == "task:6"


def test_it_begins_as_version_one_with_the_event_that_says_so() -> None:
    release, events = new_release(survey(), STAGE, plan(), SAID)
    assert (release.version, release.events, release.step) == (1, 1, -1)
    assert [event.number for event in events] == [0]
    assert "kim" in events[0].sentence
    assert "a new page" in events[0].sentence


def test_the_new_version_gets_as_many_tasks_as_live_has_now() -> None:
    release, _ = new_release(survey(desired=7), STAGE, plan(), SAID)
    assert release.desired_count == 7
    assert release.max_count >= 7


def test_the_new_version_gets_no_fewer_tasks_than_the_descriptor_says() -> None:
    release, _ = new_release(survey(desired=1), STAGE, plan(), SAID)
    assert release.desired_count == 2


@pytest.mark.parametrize("start", [new_release, bring_back])
@pytest.mark.parametrize(("blue", "green"), [(50, 50), (0, 0), (1, 999)])
def test_without_one_live_colour_it_is_refused(start: Start, blue: int, green: int) -> None:
    with pytest.raises(NotNow, match=f"weights {blue}/{green}") as refused:
        start(survey(blue, green), STAGE, plan(), SAID)
    assert refused.value.exit_code == 13


def test_where_live_has_no_healthy_target_it_is_refused() -> None:
    with pytest.raises(NotNow, match="no healthy target"):
        new_release(survey(healthy=0), STAGE, plan(), SAID)


def test_an_earlier_version_comes_back_even_where_live_is_not_healthy() -> None:
    release, _ = bring_back(survey(healthy=0), STAGE, plan(), SAID)
    assert release.brings_back


def test_an_earlier_version_comes_back_in_one_step_without_registering_anything() -> None:
    release, _ = bring_back(survey(), STAGE, plan(), SAID)
    assert [step.weight_percent for step in release.plan.steps] == [100]
    assert release.task_definition_arn == "task:6"
    assert not release.plan.migrate


@pytest.mark.parametrize("earlier", ["", "task:7"])
def test_without_an_earlier_version_nothing_is_brought_back(earlier: str) -> None:
    with pytest.raises(NotNow, match="no earlier version"):
        bring_back(survey(earlier=earlier), STAGE, plan(), SAID)


def test_a_service_that_ecs_does_not_know_is_refused_by_name() -> None:
    seen = survey()
    only_blue = replace(seen, services={"blue": seen.services["blue"]})
    with pytest.raises(NotNow, match="web-stage-green"):
        new_release(only_blue, STAGE, plan(), SAID)
