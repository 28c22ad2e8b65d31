"""`rollback traffic`: from a release under way, and from one that was promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.verbs import rollback_traffic
from sluice.errors import NotNow
from sluice.exits import Exit
from tests.sluice.canary.fake_world import NEW, OLD
from tests.sluice.canary.verbs.sessions import Told, baking, once

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from tests.sluice.canary.verbs.sessions import Stage

OLD_IMAGE = "repository@sha256:" + "0" * 64


class Ecs:
    """Knows the images of the task definitions."""

    def describe_task_definition(self, **_: Any) -> dict[str, Any]:
        containers = [{"name": "sidecar", "image": "x"}, {"name": "app", "image": OLD_IMAGE}]
        return {"taskDefinition": {"containerDefinitions": containers}}


def session(stage: Stage) -> Session:
    made = stage.session("two@host")
    made.client = lambda _: Ecs()
    return made


def test_a_release_under_way_is_aborted_and_that_is_what_was_asked_for(stage: Stage) -> None:
    codes: list[Exit] = []
    told = Told(
        on_move=once(
            baking(1), lambda: codes.append(rollback_traffic.run(session(stage), Told(), why="x"))
        )
    )
    assert stage.shift(told) is Exit.SUPERSEDED
    assert codes == [Exit.DONE]
    assert stage.world.weights.of("blue") == 100


def test_after_a_promotion_the_version_from_before_gets_all_of_the_traffic(stage: Stage) -> None:
    stage.shift()
    assert stage.world.weights.of("green") == 100
    told = Told()
    assert rollback_traffic.run(session(stage), told, why="orders fail") is Exit.DONE
    assert stage.world.weights.of("blue") == 100
    assert stage.world.services["blue"].task_definition_arn == OLD
    assert stage.world.services["blue"].running == 2
    assert stage.world.services["green"].running == 0
    assert stage.newest().image == OLD_IMAGE
    assert told.results[0].sentence.startswith("brought back: blue serves ")


def test_twice_in_a_hurry_does_not_bring_the_bad_version_back(stage: Stage) -> None:
    stage.shift()
    rollback_traffic.run(session(stage), Told(), why="orders fail")
    with pytest.raises(NotNow, match="brought the previous version back already, and blue serves"):
        rollback_traffic.run(session(stage), Told(), why="orders fail")
    assert stage.world.services["green"].task_definition_arn == NEW
    assert stage.world.weights.of("blue") == 100


def test_where_nothing_was_ever_promoted_there_is_nothing_to_go_back_to(stage: Stage) -> None:
    for act in (
        rollback_traffic.describe,
        lambda made: rollback_traffic.run(made, Told(), why=""),
    ):
        with pytest.raises(NotNow, match="no release was ever promoted in stage"):
            act(session(stage))


def test_a_dry_run_says_what_would_be_done_and_does_nothing(stage: Stage) -> None:
    stage.shift()
    before = list(stage.world.performed)
    assert rollback_traffic.describe(session(stage)).startswith(
        "would bring back what blue served before release "
    )
    assert stage.world.performed == before
