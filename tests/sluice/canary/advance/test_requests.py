from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.actions import SetWeights
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.requests import Request, RequestKind
from tests.sluice.canary.fake_world import NEW, T0
from tests.sluice.canary.stage import Stage, once, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release

pytestmark = pytest.mark.usefixtures("one_rule")

BEFORE = SetWeights(blue=100, green=0)


def ask(it: Stage, kind: RequestKind) -> Callable[[], None]:
    return lambda: it.journal.ask(Request(kind=kind, by="kim", why="it is time"))


def asked_at(it: Stage, *plan: tuple[float, RequestKind]) -> Callable[[Release, object], None]:
    left = list(plan)

    def on_move(release: Release, events: object) -> None:
        if left and it.clock.now() - T0 >= left[0][0]:
            ask(it, left.pop(0)[1])()

    return on_move


FORWARD = [
    Phase.PREPARING,
    Phase.STARTING,
    Phase.SMOKING,
    Phase.SHIFTING,
    Phase.BAKING,
    Phase.DRAINING,
    Phase.RETIRING,
]


@pytest.mark.parametrize("phase", FORWARD)
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (RequestKind.ABORT, FailReason.ABORTED),
        (RequestKind.SECURITY_ANOMALY, FailReason.SECURITY_ANOMALY),
        (RequestKind.DR_CHECK_FAILED, FailReason.DR_CHECK_FAILED),
    ],
)
def test_who_says_stop_gets_the_version_from_before(
    phase: Phase, kind: RequestKind, reason: FailReason
) -> None:
    it = stage()
    release = it.drive(on_move=once(phase, ask(it, kind)))
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is reason
    assert "kim" in release.failure.sentence
    assert it.world.weights == BEFORE
    assert it.world.services["green"].desired == 0
    assert it.world.services["blue"].desired == 2
    assert it.world.scaling["blue"].min_count == 2


def test_once_the_old_tasks_stop_it_is_too_late_and_people_are_told_what_to_do() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        stopping = it.world.services["blue"].desired == 0
        if stopping and not it.world.alerts and release.phase is Phase.RETIRING:
            ask(it, RequestKind.ABORT)()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert [alert.key for alert in it.world.alerts] == ["too-late-ABORT"]
    assert "rollback traffic" in it.world.alerts[0].text


@pytest.mark.parametrize("phase", FORWARD)
def test_a_pause_stops_every_phase_for_as_long_as_it_lasts(phase: Phase) -> None:
    it = stage()
    paused: list[int] = []

    def pause() -> None:
        ask(it, RequestKind.PAUSE)()
        paused.append(len(it.world.performed))

    later = once(phase, pause)

    def on_move(release: Release, events: object) -> None:
        later(release, ())
        hold = release.hold
        if hold and hold.reason is HoldReason.PAUSED and it.clock.now() - hold.since > 10_000:
            # What was on its way when the pause came is finished, nothing else.
            assert len(it.world.performed) <= paused[0] + 1
            ask(it, RequestKind.RESUME)()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert it.clock.now() - T0 > 10_000


def test_what_fails_goes_back_in_spite_of_a_pause() -> None:
    it = stage()
    bad = asked_at(it, (100, RequestKind.PAUSE))

    def on_move(release: Release, events: object) -> None:
        bad(release, events)
        if it.clock.now() - T0 > 400:
            it.world.errors = {NEW: 0.5}

    assert it.drive(on_move=on_move).phase is Phase.ROLLED_BACK


def test_a_foreign_write_is_left_alone_until_resume_sets_our_weights_again() -> None:
    it = stage()
    seen: list[SetWeights] = []

    def on_move(release: Release, events: object) -> None:
        if len(it.world.weight_log) == 3 and release.phase is Phase.BAKING:
            it.world.move_weights(60, 40)
        elif it.world.weights.green == 40 and release.hold:
            seen.append(it.world.weights)
            if len(seen) == 3:
                ask(it, RequestKind.RESUME)()

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    greens = [weights.green for _, weights in it.world.weight_log]
    assert greens == [0, 5, 10, 40, 10, 25, 50, 100]
    assert [alert.key.split("@")[0] for alert in it.world.alerts] == ["foreign-write"]


def test_a_foreign_write_that_its_writer_takes_back_ends_the_hold() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        if len(it.world.weight_log) == 2 and release.phase is Phase.BAKING:
            it.world.move_weights(60, 40)
        elif it.world.weights.green == 40 and release.hold:
            it.world.move_weights(95, 5)

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert it.world.changes.count("set-weights") == 5


def test_resume_does_not_raise_traffic_to_tasks_that_are_not_healthy() -> None:
    it = stage()

    def on_move(release: Release, events: object) -> None:
        now = it.clock.now() - T0
        if len(it.world.weight_log) == 2 and release.phase is Phase.BAKING:
            it.world.move_weights(100, 0)
            it.world.unhealthy["green"] = 1
            ask(it, RequestKind.RESUME)()
        elif len(it.world.weight_log) == 3 and release.hold and now < 400:
            ask(it, RequestKind.RESUME)()
        elif now >= 800:
            it.world.unhealthy["green"] = 0

    assert it.drive(on_move=on_move).phase is Phase.PROMOTED
    assert it.world.weight_log[3][0] - T0 >= 800


def test_promote_goes_to_all_traffic_without_the_bakes_but_not_without_the_drain() -> None:
    it = stage()
    release = it.drive(on_move=once(Phase.BAKING, ask(it, RequestKind.PROMOTE)))
    assert release.phase is Phase.PROMOTED
    assert [weights.green for _, weights in it.world.weight_log] == [0, 5, 100]
    assert 600 < it.clock.now() - T0 < 900


def test_promote_waits_for_health_and_does_not_pass_over_a_gap_in_the_metrics() -> None:
    it = stage(requests=0)
    release = it.drive(on_move=asked_at(it, (300, RequestKind.PROMOTE)))
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is FailReason.HOLD_DEADLINE


def test_promote_of_a_paused_release_ends_the_pause() -> None:
    it = stage()
    plan = asked_at(it, (100, RequestKind.PAUSE), (400, RequestKind.PROMOTE))
    assert it.drive(on_move=plan).phase is Phase.PROMOTED
    assert [weights.green for _, weights in it.world.weight_log] == [0, 5, 100]


@pytest.mark.parametrize("kind", [RequestKind.RESUME, RequestKind.PROMOTE, RequestKind.PAUSE])
def test_every_request_is_answered_in_the_audit_trail(kind: RequestKind) -> None:
    it = stage()
    it.drive(on_move=asked_at(it, (100, kind), (1000, RequestKind.ABORT)))
    told = [event.sentence for event in it.trail() if event.kind is EventKind.REQUEST]
    assert told[0].startswith(f"{kind} by kim (it is time): ")


@pytest.mark.parametrize("kind", list(RequestKind))
def test_nothing_that_is_asked_for_stops_the_way_back(kind: RequestKind) -> None:
    it = stage(errors={NEW: 0.5})
    release = it.drive(on_move=once(Phase.ROLLING_BACK, ask(it, kind)))
    assert release.phase is Phase.ROLLED_BACK
    assert release.failure is not None
    assert release.failure.reason is FailReason.ERRORS
