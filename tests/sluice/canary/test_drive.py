"""The loop around the moves: journal first, act once, survive everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.drive import resume
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.requests import Request, RequestKind
from sluice.journal.errors import LeaseHeld, Superseded
from tests.sluice.canary.fake_world import NEW, T0, FakeWorld
from tests.sluice.canary.releases import plan
from tests.sluice.canary.stage import Stage, once, stage

if TYPE_CHECKING:
    from sluice.canary.model.actions import Action
    from sluice.canary.model.release import Release

pytestmark = pytest.mark.usefixtures("one_rule")

BEFORE = SetWeights(blue=100, green=0)


class Killed(BaseException):
    """As kill -9: nothing of the driver runs after it."""


def request(kind: RequestKind) -> Request:
    return Request(kind=kind, by="kim")


def go_on(it: Stage, **options: Any) -> Release:
    found = resume(it.journal, it.world, it.clock, "two", **options)
    assert found is not None
    return found


def after_lease(it: Stage) -> None:
    it.clock.sleep(it.release.plan.lease_seconds + 5)


def test_every_intent_is_in_the_journal_before_it_is_done() -> None:
    it = stage()
    perform = it.world.perform

    def checked(release: Release, action: Action) -> None:
        written = it.journal.release(release.id)
        assert written is not None
        assert written.intent == action
        perform(release, action)

    it.world.perform = checked
    assert it.drive().phase is Phase.PROMOTED


def test_the_lease_is_given_back_with_the_last_write() -> None:
    it = stage()
    it.drive()
    assert it.journal.leases.current() is None
    assert it.journal.unfinished() is None


@pytest.mark.parametrize("errors", [0.0, 0.5])
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("number", range(12))
def test_a_driver_killed_around_any_action_is_resumed_to_the_same_end(
    errors: float, number: int, *, done: bool
) -> None:
    it = stage(errors={NEW: errors})
    perform, left = it.world.perform, [number]

    def dies(release: Release, action: Action) -> None:
        left[0] -= 1
        if left[0] != -1:
            perform(release, action)
            return
        if done:
            perform(release, action)
        raise Killed

    it.world.perform = dies
    try:
        release = it.drive()
    except Killed:
        after_lease(it)
        release = go_on(it)
    wanted = Phase.ROLLED_BACK if errors else Phase.PROMOTED
    assert release.phase is wanted
    # What was done is not done again, but for what could not be seen to be so.
    assert len(it.world.changes) == (9 if errors else 12)


@pytest.mark.parametrize("errors", [0.0, 0.5])
@pytest.mark.parametrize("written", [False, True])
def test_a_driver_killed_around_any_write_is_resumed_to_the_same_end(
    errors: float, *, written: bool
) -> None:
    for number in range(80):
        it = stage(errors={NEW: errors})
        write, left = it.table.write, [number]

        def dies(writes: Any, write: Any = write, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] != -1:
                write(writes)
                return
            if written:
                write(writes)
            raise Killed

        it.table.write = dies
        try:
            it.drive()
        except Killed:
            after_lease(it)
            resume(it.journal, it.world, it.clock, "two")
        release = it.journal.release(it.release.id)
        assert release is not None
        assert release.phase is (Phase.ROLLED_BACK if errors else Phase.PROMOTED)
        assert len(it.world.changes) == (9 if errors else 12)


def test_a_takeover_is_in_the_audit_trail_without_a_hole() -> None:
    it = stage()
    with pytest.raises(Killed):
        it.drive(on_move=once(Phase.BAKING, kill))
    after_lease(it)
    go_on(it)
    trail = it.trail()
    assert [event.number for event in trail] == list(range(len(trail)))
    taken = [event.sentence for event in trail if event.kind is EventKind.TAKEN_OVER]
    assert taken == ["two drives on from BAKING."]


def kill() -> None:
    raise Killed


def test_a_request_that_waited_for_the_dead_driver_is_done_by_the_next_one() -> None:
    it = stage()
    with pytest.raises(Killed):
        it.drive(on_move=once(Phase.BAKING, kill))
    it.journal.ask(request(RequestKind.ABORT))
    after_lease(it)
    release = go_on(it)
    assert release.failure is not None
    assert release.failure.reason is FailReason.ABORTED
    assert [event.kind for event in it.trail()].count(EventKind.TAKEN_OVER) == 1


def test_a_release_that_is_driven_cannot_be_resumed_without_force() -> None:
    it = stage()
    with pytest.raises(LeaseHeld, match="one"):
        resume(it.journal, it.world, it.clock, "two")


def test_without_a_release_there_is_nothing_to_resume() -> None:
    it = stage()
    it.drive()
    assert resume(it.journal, it.world, it.clock, "two") is None


def test_an_abort_takes_the_lease_by_force_and_the_other_driver_never_acts_again() -> None:
    it = stage()
    acted: list[int] = []

    def abort() -> None:
        release = go_on(it, by_force=True, request=request(RequestKind.ABORT))
        assert release.failure is not None
        assert release.failure.reason is FailReason.ABORTED
        acted.append(len(it.world.performed))

    with pytest.raises(Superseded):
        it.drive(on_move=once(Phase.BAKING, abort, step=2))
    assert it.world.weights == BEFORE
    assert len(it.world.performed) == acted[0]


def test_a_pause_is_in_force_the_moment_it_was_asked_for() -> None:
    it = stage()
    asked: list[float] = []

    def ask() -> None:
        # Between the look and the write of the tick that would have moved the weights.
        if it.clock.now() - T0 > 660 and not asked:
            asked.append(it.clock.now())
            it.table.before_write = lambda: None
            it.journal.ask(request(RequestKind.PAUSE))

    it.table.before_write = ask

    def on_move(release: Release, events: object) -> None:
        hold = release.hold
        if hold and hold.reason is HoldReason.PAUSED and it.clock.now() - hold.since > 5_000:
            raise Killed

    with pytest.raises(Killed):
        it.drive(on_move=on_move)
    assert [weights.green for _, weights in it.world.weight_log] == [0, 5]


def test_what_a_person_asks_for_is_done_within_seconds_although_nothing_was_due() -> None:
    it = stage()
    asked: list[float] = []
    sleep = it.clock.sleep

    def sleeps(seconds: float) -> None:
        sleep(seconds)
        if it.clock.now() - T0 > 130 and not asked:
            asked.append(it.clock.now())
            it.journal.ask(request(RequestKind.ABORT))

    it.clock.sleep = sleeps
    release = it.drive()
    assert release.failure is not None
    assert release.failure.at - asked[0] <= 6


def test_stop_is_heard_within_half_a_second() -> None:
    it = stage()
    asked: list[float] = []

    def stop() -> Request | None:
        if it.clock.now() - T0 < 130 or asked:
            return None
        asked.append(it.clock.now())
        return request(RequestKind.ABORT)

    release = it.drive(stop=stop)
    assert release.failure is not None
    assert release.failure.at - T0 < 131
    assert release.phase is Phase.ROLLED_BACK


def test_stop_is_done_even_where_another_request_waits() -> None:
    it = stage()
    asked: list[int] = []

    def stop() -> Request | None:
        if it.clock.now() - T0 < 130 or asked:
            return None
        asked.append(1)
        it.journal.ask(request(RequestKind.PAUSE))
        return request(RequestKind.ABORT)

    assert it.drive(stop=stop).phase is Phase.ROLLED_BACK
    told = [event.sentence for event in it.trail() if event.kind is EventKind.REQUEST]
    assert [sentence.split()[0] for sentence in told] == ["PAUSE", "ABORT"]


def test_a_lost_answer_of_the_journal_writes_nothing_twice() -> None:
    it = stage()
    it.table.lose = 1_000
    assert it.drive().phase is Phase.PROMOTED
    trail = it.trail()
    assert [event.number for event in trail] == list(range(len(trail)))
    assert len(it.world.changes) == 12


def test_a_journal_out_of_reach_for_a_while_stops_nothing_for_good() -> None:
    it = stage()
    release = it.drive(on_move=once(Phase.BAKING, lambda: setattr(it.table, "unreachable", 12)))
    assert release.phase is Phase.PROMOTED
    assert len(it.world.changes) == 12


def test_a_journal_out_of_reach_beyond_the_lease_lets_nothing_go_forward() -> None:
    it = stage()
    out: list[float] = []

    def lost() -> None:
        out.append(it.clock.now())
        it.table.unreachable = 300

    release = it.drive(on_move=once(Phase.BAKING, lost))
    assert release.phase is Phase.PROMOTED
    silent = [since for since, _ in it.world.weight_log if out[0] < since < out[0] + 700]
    assert silent == []


def test_a_journal_out_of_reach_does_not_keep_traffic_on_a_bad_version() -> None:
    it = stage(errors={NEW: 0.5})
    began: list[float] = []

    def lost() -> None:
        began.append(it.clock.now())
        it.table.before_write = fail_for_a_minute

    def fail_for_a_minute() -> None:
        if 90 < it.clock.now() - began[0] < 150:
            it.table.unreachable = 1

    release = it.drive(on_move=once(Phase.BAKING, lost))
    assert release.phase is Phase.ROLLED_BACK
    back = it.world.weight_log[2][0] - began[0]
    assert back < 100
    assert it.world.changes.count("set-weights") == 2


@pytest.mark.parametrize("lose", [0, 1])
def test_weights_that_were_set_while_the_journal_was_silent_are_not_set_twice(lose: int) -> None:
    it = stage(errors={NEW: 0.5})
    write = it.table.write

    def silent(writes: Any) -> None:
        # The first write of the way back, for some seconds.
        if it.clock.now() - T0 > 120 and it.world.errors:
            it.world.errors.clear()
            it.table.unreachable, it.table.lose = (0, 1) if lose else (3, 0)
        write(writes)

    it.table.write = silent
    assert it.drive().phase is Phase.ROLLED_BACK
    assert it.world.changes.count("set-weights") == 2


def test_a_driver_that_was_suspended_past_its_lease_does_not_act_on_what_it_decided() -> None:
    it = stage()
    seen: list[int] = []

    def on_move(release: Release, events: object) -> None:
        if isinstance(release.intent, SetWeights) and not seen:
            seen.append(len(it.world.performed))
            it.clock.sleep(1_000)
            lease = it.journal.leases.acquire(
                holder="two", purpose="release", now=it.clock.now(), seconds=180
            )
            assert lease.epoch == 2

    with pytest.raises(Superseded):
        it.drive(on_move=on_move)
    assert len(it.world.performed) == seen[0]


def test_the_lease_is_renewed_however_long_there_is_nothing_to_do() -> None:
    it = stage(release={"plan": plan(period_seconds=3600, metric_delay_seconds=60)})
    shortest: list[float] = []
    sleep = it.clock.sleep

    def sleeps(seconds: float) -> None:
        sleep(seconds)
        lease = it.journal.leases.current()
        assert lease is not None
        shortest.append(lease.expires_at - it.clock.now())
        if it.clock.now() - T0 > 10_000:
            raise Killed

    it.clock.sleep = sleeps
    with pytest.raises(Killed):
        it.drive()
    assert min(shortest) > 180 * 0.6


def test_a_clock_that_was_ahead_does_not_delay_the_next_driver() -> None:
    it = stage(errors={NEW: 0.5}, release={"phase_since": T0 + 5_000})
    it.clock.time += 5_000
    it.lease = it.lease.renewed(it.clock.now())

    def refuses(release: Release, action: Action) -> None:
        raise Killed

    def on_move(release: Release, events: object) -> None:
        if release.phase is Phase.ROLLING_BACK:
            it.world.perform = refuses

    with pytest.raises(Killed):
        it.drive(on_move=on_move)
    it.clock.time -= 5_000
    it.world.perform = lambda *args: FakeWorld.perform(it.world, *args)
    now = it.clock.now()
    assert go_on(it, by_force=True).phase is Phase.ROLLED_BACK
    assert "set-weights" in it.world.changes
    assert it.world.weight_log[-1][1] == BEFORE
    assert it.world.weight_log[-1][0] - now <= 15
