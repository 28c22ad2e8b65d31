"""The table of what goes wrong in which phase, and what follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.canary.advance import advance, needs
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.counts import Gap
from sluice.canary.model.events import EventKind
from sluice.canary.model.observation import Alarm, Need, Observation, ServiceState, Targets
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.requests import Request, RequestKind
from tests.sluice.canary.fake_world import NEW, T0
from tests.sluice.canary.releases import release as a_release
from tests.sluice.canary.stage import Stage, once, stage
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release

    Bad = Callable[[Stage], object]

pytestmark = pytest.mark.usefixtures("one_rule")

BEFORE = SetWeights(blue=100, green=0)


def unread(need: Need) -> Bad:
    return lambda it: it.world.unread.add(need)


ROLL_BACK = Alarm("stage-web-roll-back", "3 points", OnRelease.LASTING)


def sounds(name: str) -> Bad:
    on_release, fails_as = {
        "firewall-blocks": (OnRelease.AT_ONCE, FailReason.SECURITY_ANOMALY),
        "replica-lag": (OnRelease.AT_ONCE, FailReason.DR_CHECK_FAILED),
        "roll-back": (OnRelease.LASTING, FailReason.ALARM),
    }.get(name, (OnRelease.HOLD, FailReason.ALARM))
    alarm = Alarm(f"stage-web-{name}", "1 > 0", on_release, fails_as)
    return lambda it: setattr(it.world, "alarms", (alarm,))


def gap(which: Gap) -> Bad:
    return lambda it: setattr(it.world, "metrics_gap", which)


def unhealthy(count: int) -> Bad:
    return lambda it: it.world.unhealthy.update(green=count)


def foreign(it: Stage) -> None:
    it.world.move_weights(70, 30)


def ignored(it: Stage) -> None:
    it.world.refuse = 1_000


def held(it: Stage) -> list[HoldReason]:
    reasons = [reason for reason in HoldReason for event in it.trail() if _is_hold(event, reason)]
    return list(dict.fromkeys(reasons))


def _is_hold(event: object, reason: HoldReason) -> bool:
    return getattr(event, "kind", None) is EventKind.HELD and f"On hold, {reason}:" in getattr(
        event, "sentence", ""
    )


TO_THE_DEADLINE = [
    (Phase.PREPARING, unread(Need.TASK_DEFINITION), HoldReason.AWS_UNREADABLE),
    (Phase.PREPARING, unread(Need.HISTORY), HoldReason.AWS_UNREADABLE),
    (Phase.PREPARING, unread(Need.MIGRATION), HoldReason.AWS_UNREADABLE),
    (Phase.SMOKING, unread(Need.TEST_LISTENER), HoldReason.AWS_UNREADABLE),
    (Phase.SMOKING, unread(Need.SMOKE), HoldReason.AWS_UNREADABLE),
    (Phase.STARTING, unread(Need.METRICS), HoldReason.AWS_UNREADABLE),
    (Phase.STARTING, unread(Need.ALARMS), HoldReason.AWS_UNREADABLE),
    (Phase.STARTING, foreign, HoldReason.FOREIGN_WRITE),
    (Phase.STARTING, sounds("p95-latency-blue"), HoldReason.ALARM),
    (Phase.BAKING, unread(Need.WEIGHTS), HoldReason.AWS_UNREADABLE),
    (Phase.BAKING, unread(Need.TARGETS), HoldReason.AWS_UNREADABLE),
    (Phase.BAKING, unread(Need.METRICS), HoldReason.METRICS_LATE),
    (Phase.BAKING, unread(Need.ALARMS), HoldReason.AWS_UNREADABLE),
    (Phase.BAKING, foreign, HoldReason.FOREIGN_WRITE),
    (Phase.BAKING, sounds("cpu-green"), HoldReason.ALARM),
    (Phase.BAKING, gap(Gap.METRICS_LATE), HoldReason.METRICS_LATE),
    (Phase.BAKING, gap(Gap.NO_TRAFFIC), HoldReason.NO_TRAFFIC),
    (Phase.BAKING, gap(Gap.PARTIAL), HoldReason.NO_TRAFFIC),
    (Phase.BAKING, unhealthy(1), HoldReason.UNHEALTHY),
    (Phase.DRAINING, unread(Need.WEIGHTS), HoldReason.AWS_UNREADABLE),
    (Phase.DRAINING, unread(Need.METRICS), HoldReason.METRICS_LATE),
    (Phase.DRAINING, gap(Gap.METRICS_LATE), HoldReason.METRICS_LATE),
    (Phase.DRAINING, foreign, HoldReason.FOREIGN_WRITE),
    (Phase.DRAINING, unhealthy(1), HoldReason.UNHEALTHY),
    (Phase.RETIRING, unread(Need.WEIGHTS), HoldReason.AWS_UNREADABLE),
    (Phase.RETIRING, unread(Need.SCALING), HoldReason.AWS_UNREADABLE),
    (Phase.RETIRING, foreign, HoldReason.FOREIGN_WRITE),
    (Phase.PREPARING, ignored, HoldReason.AWS_UNREADABLE),
]


@pytest.mark.parametrize(("phase", "bad", "reason"), TO_THE_DEADLINE)
def test_what_is_unknown_or_wrong_holds_and_at_the_deadline_goes_back(
    phase: Phase, bad: Bad, reason: HoldReason
) -> None:
    it = stage()
    moves: list[Release] = []
    start = once(phase, lambda: (bad(it), moves.clear()))

    def on_move(release: Release, events: tuple[object, ...]) -> None:
        start(release, events)
        moves.append(release)
        if release.phase is Phase.ROLLING_BACK:
            # Who goes back finds AWS well again: that it does not is another test.
            it.world.unread.clear()
            it.world.refuse = 0

    if phase is Phase.PREPARING:
        bad(it)
    release = it.drive(on_move=on_move)
    assert reason in held(it)
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is FailReason.HOLD_DEADLINE
    assert it.world.weights == BEFORE
    holding = [move.hold.since for move in moves if move.hold]
    assert 1800 <= release.failure.at - holding[0] < 1800 + 61
    assert any(alert.key.startswith("hold@") for alert in it.world.alerts)


AT_ONCE = [
    (Phase.STARTING, sounds("firewall-blocks"), FailReason.SECURITY_ANOMALY),
    (Phase.BAKING, sounds("firewall-blocks"), FailReason.SECURITY_ANOMALY),
    (Phase.BAKING, sounds("replica-lag"), FailReason.DR_CHECK_FAILED),
    (Phase.DRAINING, sounds("replica-lag"), FailReason.DR_CHECK_FAILED),
    (Phase.BAKING, unhealthy(2), FailReason.TASKS_FAILED),
    (Phase.DRAINING, unhealthy(2), FailReason.TASKS_FAILED),
    (Phase.BAKING, lambda it: it.world.errors.update({NEW: 0.3}), FailReason.ERRORS),
]


@pytest.mark.parametrize(("phase", "bad", "reason"), AT_ONCE)
def test_what_is_surely_bad_goes_back_within_two_looks(
    phase: Phase, bad: Bad, reason: FailReason
) -> None:
    it = stage()
    began: list[float] = []
    release = it.drive(on_move=once(phase, lambda: (began.append(it.clock.now()), bad(it))))
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is reason
    assert release.failure.at - began[0] < 200
    assert it.world.weights == BEFORE


def test_the_alarm_that_means_roll_back_must_last_the_criterions_window() -> None:
    it = stage()
    began: list[float] = []
    sound = sounds("roll-back")
    release = it.drive(
        on_move=once(Phase.BAKING, lambda: (began.append(it.clock.now()), sound(it)))
    )
    assert release.failure is not None
    assert release.failure.reason is FailReason.ALARM
    assert HoldReason.ALARM in held(it)
    assert 600 <= release.failure.at - began[0] < 600 + 180


def test_what_an_alarm_does_stands_in_the_descriptor_and_not_in_its_name() -> None:
    it = stage()
    holds = Alarm("stage-web-firewall-blocks", "1 > 0", OnRelease.HOLD)
    quiet = once(Phase.BAKING, lambda: setattr(it.world, "alarms", (holds,)))

    def on_move(release: Release, events: tuple[object, ...]) -> None:
        quiet(release, events)
        if it.clock.now() - T0 > 700:
            it.world.alarms = ()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert HoldReason.ALARM in held(it)


def test_an_alarm_that_goes_quiet_again_lets_the_release_go_on() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        loud = 100 < it.clock.now() - T0 < 500
        it.world.alarms = (ROLL_BACK,) if loud else ()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    kinds = [event.kind for event in it.trail()]
    assert kinds.count(EventKind.HELD) == kinds.count(EventKind.RELEASED) == 1


def test_only_an_alarm_that_sounds_without_a_break_fails_a_release() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        loud = 100 < it.clock.now() - T0 < 500 or 700 < it.clock.now() - T0 < 1200
        it.world.alarms = (ROLL_BACK,) if loud else ()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED


def test_healthy_targets_of_a_deployment_that_is_not_done_are_not_enough() -> None:
    release = a_release(
        phase=Phase.STARTING,
        task_definition_arn=NEW,
        done=("set-scaling-bounds:green", "update-service:green"),
    )
    looked = needs(release, T0 + 5)
    unstable = ServiceState(NEW, 2, 2, stable=False)
    seen = Observation(
        now=T0 + 5, services={"green": unstable}, targets=Targets(2, 2), looked_at=looked
    )
    assert advance(release, seen).release.phase is Phase.STARTING
    stable = replace(seen, services={"green": replace(unstable, stable=True)})
    assert advance(release, stable).release.phase is Phase.SMOKING


@pytest.mark.parametrize("need", list(Need))
def test_nothing_that_goes_wrong_makes_a_driver_look_without_a_pause(need: Need) -> None:
    it = stage()
    looks: list[float] = []

    def on_move(release: Release, events: object) -> None:
        looks.append(it.clock.now())
        assert looks.count(looks[-1]) < 20
        if release.phase is Phase.ROLLING_BACK:
            it.world.unread.clear()
        elif len(it.world.weight_log) == 2 and release.phase is Phase.BAKING:
            it.world.refuse = 3
            it.world.move_weights(80, 20)
        elif release.hold and release.hold.reason is HoldReason.FOREIGN_WRITE:
            it.journal.ask(Request(kind=RequestKind.RESUME, by="kim"))
        elif release.step == 2:
            it.world.unread = {need}

    it.drive(on_move=on_move)


@pytest.mark.parametrize("need", [Need.TASK_DEFINITION, Need.HISTORY, Need.MIGRATION])
def test_what_cannot_be_read_before_the_start_is_asked_for_ever_less_often(need: Need) -> None:
    it = stage()
    it.world.unread = {need}
    looks: list[float] = []

    def on_move(release: Release, _events: object) -> None:
        looks.append(it.clock.now())
        if release.phase is Phase.ROLLING_BACK:
            it.world.unread.clear()

    it.drive(on_move=on_move)
    # Half an hour of holding, a look a minute at the most once it has lasted.
    assert len(looks) < 60


def test_a_hold_does_not_count_as_baking() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        late = 200 < it.clock.now() - T0 < 900
        it.world.metrics_gap = Gap.METRICS_LATE if late else None

    it.drive(on_move=on_move)
    bakes = [since for since, _ in it.world.weight_log[1:]]
    assert bakes[1] - bakes[0] > 600 + 600
    assert bakes[2] - bakes[1] == pytest.approx(600, abs=61)


def test_metrics_that_were_late_are_all_judged_when_they_come() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        late = 200 < it.clock.now() - T0 < 900
        it.world.unread = {Need.METRICS} if late else set()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    starts = [event.period.start for event in it.trail() if event.period]
    assert starts == list(range(starts[0], starts[-1] + 60, 60))


def test_without_metrics_no_request_is_moved_to_the_new_version() -> None:
    it = stage(unread={Need.METRICS})
    it.drive()
    assert "set-weights" not in it.world.changes


def test_a_shift_waits_for_every_target_to_be_healthy() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        sick = release.phase is Phase.BAKING and it.clock.now() - T0 < 1200
        it.world.unhealthy["green"] = 1 if sick else 0

    it.drive(on_move=on_move)
    assert it.world.weight_log[2][0] - T0 >= 1200


def test_a_lost_answer_is_read_back_and_nothing_is_sent_twice() -> None:
    it = stage(lose=100)
    assert it.drive().phase is Phase.PROMOTED
    assert len(it.world.changes) == 12


def test_a_refused_action_is_sent_once_more() -> None:
    it = stage(refuse=1)
    assert it.drive().phase is Phase.PROMOTED
    assert it.world.changes[:2] == ["register-task-definition"] * 2
    assert len(it.world.changes) == 13
