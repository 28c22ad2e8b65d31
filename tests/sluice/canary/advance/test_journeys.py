"""Whole releases, from the first look to the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.actions import SetWeights, UpdateService
from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import MigrationState
from sluice.canary.model.plan import Step
from sluice.canary.model.reasons import FailReason, Phase
from tests.sluice.canary.fake_world import NEW, OLD, OLDER, T0
from tests.sluice.canary.releases import plan
from tests.sluice.canary.stage import once, stage

if TYPE_CHECKING:
    from sluice.canary.model.release import Release

pytestmark = pytest.mark.usefixtures("one_rule")

BEFORE = SetWeights(blue=100, green=0)


def test_a_good_release_goes_through_every_phase_and_is_promoted() -> None:
    it = stage()
    release = it.drive()
    assert release.phase is Phase.PROMOTED
    assert release.ended_at == it.clock.now()
    shifts = [Phase.SHIFTING, Phase.BAKING] * 5
    assert it.phases() == [
        Phase.STARTING,
        Phase.SMOKING,
        *shifts,
        Phase.DRAINING,
        Phase.RETIRING,
    ]
    assert it.world.weights == SetWeights(blue=0, green=100)
    assert [it.world.services[colour].desired for colour in ("blue", "green")] == [0, 2]
    assert it.world.alerts == []


def test_a_good_release_of_five_steps_changes_twelve_things() -> None:
    it = stage()
    it.drive()
    assert Counter(it.world.changes) == {
        "register-task-definition": 1,
        "run-migration": 1,
        "set-scaling-bounds": 2,
        "update-service": 2,
        "point-test-listener": 1,
        "set-weights": 5,
    }


def test_a_minute_of_baking_costs_four_reads_and_the_one_that_reads_a_shift_back() -> None:
    it = stage()
    it.drive()
    shifts = [since for since, _ in it.world.weight_log[1:]]
    first, drained = shifts[0], shifts[-1] + 1200
    minutes = Counter(int((at - T0) // 60) for at, _ in it.world.reads if first < at < drained)
    shifted = {int((since - T0) // 60) for since in shifts}
    assert all(count <= 4 + (minute in shifted) for minute, count in minutes.items())


def test_every_period_is_judged_once_and_in_order() -> None:
    it = stage()
    it.drive()
    judged = [event.period for event in it.trail() if event.kind is EventKind.JUDGED]
    starts = [period.start for period in judged if period]
    assert starts == list(range(starts[0], starts[-1] + 60, 60))
    assert starts[0] <= it.world.weight_log[1][0] < starts[0] + 60


def test_a_share_is_told_only_of_periods_that_were_in_one_step() -> None:
    it = stage()
    it.drive()
    for event in it.trail():
        if event.period is None or event.period.weight_percent is None:
            continue
        start = event.period.start
        inside = {
            weights.green for since, weights in it.world.weight_log if start < since < start + 60
        }
        assert not inside


@pytest.mark.parametrize("ahead", [-400.0, 400.0])
def test_a_wrong_clock_of_the_driver_loses_no_period(ahead: float) -> None:
    it = stage(aws_ahead=ahead)
    assert it.drive().phase is Phase.PROMOTED
    judged = [event.period for event in it.trail() if event.period]
    first_shift = it.world.weight_log[1][0] + ahead
    assert judged[0].start <= first_shift < judged[0].start + 60
    assert it.clock.now() - T0 < 3900


def test_a_bad_release_goes_back_with_the_first_judged_minute() -> None:
    it = stage(errors={NEW: 0.05})
    release = it.drive()
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is FailReason.ERRORS
    assert it.world.weights == BEFORE
    back = it.world.weight_log[-1][0]
    assert back == release.failure.at
    assert it.clock.now() - T0 < 200


def test_going_back_sets_weights_before_it_stops_tasks() -> None:
    it = stage(errors={NEW: 0.05})
    it.drive()
    after = it.world.performed[-3:]
    assert [action.kind for action in after] == [
        "set-weights",
        "set-scaling-bounds",
        "update-service",
    ]
    assert after[-1] == UpdateService(colour="green", desired_count=0, task_definition_arn=OLDER)


def test_tasks_that_do_not_start_move_no_traffic() -> None:
    it = stage(crashes={NEW})
    release = it.drive()
    assert release.failure is not None
    assert release.failure.reason is FailReason.TASKS_FAILED
    assert release.failure.at - T0 < 60
    assert "set-weights" not in it.world.changes
    assert it.world.services["green"].task_definition_arn == OLDER


def test_a_migration_that_fails_starts_no_task() -> None:
    it = stage(migration_ends=MigrationState.FAILED)
    release = it.drive()
    assert release.failure is not None
    assert release.failure.reason is FailReason.MIGRATION_FAILED
    assert it.world.changes == ["register-task-definition", "run-migration"]


def test_a_smoke_check_that_stays_bad_moves_no_traffic() -> None:
    it = stage(smoke_ok=False)
    release = it.drive()
    assert release.failure is not None
    assert release.failure.reason is FailReason.SMOKE_FAILED
    assert "set-weights" not in it.world.changes


def test_a_smoke_check_that_is_bad_at_first_is_asked_again() -> None:
    it = stage(smoke_ok=False)

    def on_move(release: Release, events: object) -> None:
        it.world.smoke_ok = release.tries >= 2

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED


def test_a_service_that_ecs_put_back_to_its_earlier_version_fails_the_release() -> None:
    it = stage(start_seconds=100)

    def on_move(release: Release, events: object) -> None:
        if "update-service:green" in release.done and release.phase is Phase.STARTING:
            it.world.services["green"].task_definition_arn = OLDER

    release = it.drive(on_move=on_move)
    assert release.failure is not None
    assert release.failure.reason is FailReason.TASKS_FAILED
    assert OLDER in release.failure.sentence
    assert release.failure.at - T0 < 60


def test_a_late_failure_while_the_old_tasks_wait_still_goes_back() -> None:
    it = stage()

    release = it.drive(on_move=once(Phase.DRAINING, lambda: it.world.errors.update({NEW: 0.2})))
    assert release.phase is Phase.ROLLED_BACK
    assert it.world.weights == BEFORE
    assert it.world.services["blue"].desired == 2


def test_an_earlier_version_is_brought_back_at_once_whatever_the_metrics_say() -> None:
    steps = (Step(weight_percent=100, bake_seconds=0, analyse=False),)
    it = stage(
        release={
            "brings_back": True,
            "task_definition_arn": OLDER,
            "plan": plan(steps=steps, migrate=False, smoke=False),
        },
        errors={OLDER: 0.5, OLD: 0.5},
    )
    release = it.drive()
    assert release.phase is Phase.PROMOTED
    assert it.world.weights == SetWeights(blue=0, green=100)
    assert it.world.weight_log[1][0] - T0 < 30
    assert "register-task-definition" not in it.world.changes


def test_a_service_that_had_grown_may_shrink_again_after_its_release() -> None:
    it = stage(release={"desired_count": 3})
    it.drive()
    assert it.world.scaling["green"].min_count == 2
    assert it.world.scaling["blue"].min_count == 0
