"""The way back: weights first, whatever stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.actions import SetWeights
from sluice.canary.model.observation import Need
from sluice.canary.model.reasons import Phase
from sluice.canary.model.requests import Request, RequestKind
from tests.sluice.canary.fake_world import NEW, T0
from tests.sluice.canary.releases import plan
from tests.sluice.canary.stage import Stage, once, stage

if TYPE_CHECKING:
    from sluice.canary.model.release import Release

pytestmark = pytest.mark.usefixtures("one_rule")

BEFORE = SetWeights(blue=100, green=0)


def alerts(it: Stage) -> list[str]:
    return [alert.key for alert in it.world.alerts]


def seconds_back(it: Stage, release: Release) -> float:
    assert release.failure is not None
    return it.world.weight_log[-1][0] - release.failure.at


def test_a_write_that_lands_late_is_undone_before_the_release_ends() -> None:
    it = stage(errors={NEW: 0.5})
    late: list[int] = []

    def on_move(release: Release, events: object) -> None:
        if release.phase is Phase.ROLLING_BACK and "weights-back" in release.done and not late:
            late.append(1)
            it.world.move_weights(0, 100)

    assert it.drive(on_move=on_move).phase is Phase.ROLLED_BACK
    assert it.world.weights == BEFORE
    assert it.world.changes.count("set-weights") == 3


def test_people_are_told_once_that_it_went_back_and_why() -> None:
    it = stage(errors={NEW: 0.5})
    it.drive()
    assert alerts(it) == ["rolled-back"]
    assert "Errors are above 2 %." in it.world.alerts[0].text


def test_weights_that_cannot_be_read_are_set_all_the_same() -> None:
    it = stage(errors={NEW: 0.5})

    def on_move(release: Release, events: object) -> None:
        back = release.phase is Phase.ROLLING_BACK
        it.world.unread = {Need.WEIGHTS} if back and it.clock.now() - T0 < 400 else set()

    release = it.drive(on_move=on_move)
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert it.world.weight_log[2][0] == release.failure.at


def test_two_refusals_still_leave_traffic_back_within_fifteen_seconds() -> None:
    it = stage(errors={NEW: 0.5})
    release = it.drive(on_move=once(Phase.ROLLING_BACK, lambda: setattr(it.world, "refuse", 2)))
    assert seconds_back(it, release) <= 15


def test_weights_that_do_not_come_back_are_set_for_ever_and_people_are_told() -> None:
    it = stage(errors={NEW: 0.5})
    release = it.drive(on_move=once(Phase.ROLLING_BACK, lambda: setattr(it.world, "refuse", 50)))
    assert release.phase is Phase.ROLLED_BACK
    assert it.world.changes.count("set-weights") == 52
    assert alerts(it) == ["weights-do-not-come-back", "rolled-back"]


def test_traffic_does_not_go_to_a_live_colour_that_has_nobody() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        if release.phase is Phase.DRAINING:
            it.world.unhealthy["blue"] = 2
            it.world.errors = {NEW: 0.5}
        if it.clock.now() - T0 > 5_000:
            it.world.unhealthy["blue"] = 0

    release = it.drive(on_move=on_move)
    assert release.phase is Phase.ROLLED_BACK
    assert it.world.weight_log[-1][0] - T0 > 5_000
    assert alerts(it) == ["live-unhealthy", "rolled-back"]


def test_where_neither_colour_has_anybody_traffic_goes_to_the_version_from_before() -> None:
    it = stage()

    def nobody() -> None:
        it.world.unhealthy.update(blue=2, green=2)

    release = it.drive(on_move=once(Phase.DRAINING, nobody))
    assert release.phase is Phase.ROLLED_BACK
    assert seconds_back(it, release) < 5


def test_tasks_that_cannot_be_stopped_are_asked_again_until_they_can() -> None:
    it = stage(errors={NEW: 0.5})

    def on_move(release: Release, events: object) -> None:
        back = release.phase is Phase.ROLLING_BACK
        if back and "weights-back" in release.done and it.clock.now() - T0 < 20_000:
            it.world.refuse = 1

    assert it.drive(on_move=on_move).phase is Phase.ROLLED_BACK
    assert it.world.services["green"].desired == 0
    assert it.clock.now() - T0 > 20_000


def test_tasks_that_do_not_stop_are_not_waited_for_for_ever() -> None:
    it = stage(errors={NEW: 0.5})
    it.world.start_seconds = 20

    def slow() -> None:
        it.world.start_seconds = 1_000_000

    assert it.drive(on_move=once(Phase.ROLLING_BACK, slow)).phase is Phase.ROLLED_BACK
    assert "tasks-do-not-stop-green" in alerts(it)


def test_a_release_that_goes_back_before_it_had_traffic_touches_no_weights() -> None:
    it = stage(smoke_ok=False)
    it.world.unread = set()
    it.drive()
    assert "set-weights" not in it.world.changes
    assert any("No traffic was moved" in event.sentence for event in it.trail())


def test_weights_that_somebody_moved_meanwhile_are_set_to_those_from_before() -> None:
    it = stage(smoke_ok=False)
    it.drive(on_move=once(Phase.SMOKING, lambda: it.world.move_weights(50, 50)))
    assert it.world.weights == BEFORE


def test_once_the_old_tasks_are_gone_weights_that_somebody_moved_are_told_and_then_mended() -> None:
    it = stage(release={"plan": plan(hold_deadline_seconds=900)})
    moved: list[float] = []

    def on_move(release: Release, events: object) -> None:
        if it.world.services["blue"].desired == 0 and not moved:
            moved.append(it.clock.now())
            it.world.move_weights(50, 50)

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert it.world.weights == SetWeights(blue=0, green=100)
    assert it.world.weight_log[-1][0] - moved[0] >= 900
    assert alerts(it)[0].startswith("foreign-write")


def test_weights_moved_while_the_old_tasks_go_are_mended_at_once_by_resume() -> None:
    it = stage()
    moved: list[float] = []

    def on_move(release: Release, events: object) -> None:
        if it.world.services["blue"].desired == 0 and not moved:
            moved.append(it.clock.now())
            it.world.move_weights(50, 50)
        elif moved and release.hold and it.world.weights.blue:
            it.journal.ask(Request(kind=RequestKind.RESUME, by="kim"))

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert it.world.weight_log[-1][0] - moved[0] < 60
