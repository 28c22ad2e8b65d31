"""What holds for every move, whatever is seen, in whatever order."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluice.canary.advance import advance, needs
from sluice.canary.model.actions import Alert, SetScalingBounds, SetWeights, UpdateService
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.observation import (
    Alarm,
    MetricReading,
    Migration,
    MigrationState,
    Need,
    Observation,
    RuleWeights,
    ScalingBounds,
    ServiceState,
    SmokeCheck,
    Targets,
    Unread,
)
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.release import Failure, Release
from sluice.canary.model.requests import Request, RequestKind
from sluice.canary.weights import percent_of
from tests.sluice.canary.fake_world import NEW, OLD, OLDER, T0, FakeClock, FakeWorld
from tests.sluice.canary.releases import release as a_release
from webservice.contract.alarms import OnRelease

if TYPE_CHECKING:
    from sluice.canary.advance import Move

pytestmark = pytest.mark.usefixtures("one_rule")

ALL = SetWeights(blue=0, green=100)
ROLL_BACK = Alarm("stage-web-roll-back", "r", OnRelease.LASTING)

# The judge's replacement holds for the whole of each test.
MANY = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def check(before: Release, seen: Observation, move: Move) -> None:
    """Assert what every move must be like."""
    after = move.release
    if before.phase.ended:
        assert move.release is before
        assert not move.events
        assert not move.actions
        return
    assert after.version == before.version + 1
    assert [event.number for event in move.events] == list(range(before.events, after.events))
    assert after.wake_at >= seen.now
    assert math.isfinite(after.wake_at)
    check_actions(seen, move)
    check_ends(before, seen, after)
    # The journal holds all that the next move depends on.
    again = Release.model_validate_json(after.model_dump_json())
    assert again == after
    assert advance(Release.model_validate_json(before.model_dump_json()), seen) == move


def check_actions(seen: Observation, move: Move) -> None:
    after = move.release
    changes = [action for action in move.actions if not isinstance(action, Alert)]
    assert len(changes) <= 1
    assert changes == list(move.actions[: len(changes)])
    for action in changes:
        assert action == after.intent
        if after.phase is Phase.ROLLING_BACK and isinstance(
            action, SetScalingBounds | UpdateService
        ):
            assert isinstance(seen.weights, RuleWeights)
            assert seen.weights.weights == after.live_weights
        if isinstance(action, SetWeights):
            check_weights(after, seen, action)


def check_weights(after: Release, seen: Observation, action: SetWeights) -> None:
    if after.phase is Phase.ROLLING_BACK:
        assert action == after.live_weights
        return
    if after.phase is Phase.RETIRING:
        # Nobody else has tasks any more: it is the one place where traffic finds somebody.
        assert action == after.weights
        return
    there = seen.weights.weights if isinstance(seen.weights, RuleWeights) else after.weights
    if percent_of(action, after.canary) <= percent_of(there, after.canary):
        return
    assert after.failure is None
    assert isinstance(seen.targets, Targets)
    assert seen.targets.healthy >= after.desired_count
    assert not after.paused
    # A person's `resume` is the one way out of a hold by our own hand.
    assert after.hold is None or after.hold.reason is HoldReason.FOREIGN_WRITE
    if not after.brings_back:
        assert seen.alarms == ()


def check_ends(before: Release, seen: Observation, after: Release) -> None:
    if after.phase is Phase.PROMOTED:
        assert before.phase is Phase.RETIRING
        assert after.weights == ALL
        assert after.failure is None
    if after.phase is Phase.ROLLED_BACK:
        assert isinstance(seen.weights, RuleWeights)
        assert seen.weights.weights == after.live_weights
        assert after.failure is not None
    if before.phase is Phase.ROLLING_BACK:
        assert after.phase in {Phase.ROLLING_BACK, Phase.ROLLED_BACK}


unread = st.builds(Unread, st.sampled_from(["ThrottlingException", "no answer"]))
weights = st.sampled_from(
    [SetWeights(blue=100 - green, green=green) for green in (0, 5, 10, 25, 50, 100, 37)]
)
counts = st.one_of(
    st.sampled_from(Gap),
    st.builds(Counts, requests=st.integers(0, 900), errors=st.integers(0, 30), slow=st.just(0)),
)
service = st.builds(
    ServiceState,
    st.sampled_from([OLD, OLDER, NEW]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)
bounds = st.sampled_from([ScalingBounds(0, 4), ScalingBounds(2, 4), ScalingBounds(1, 9)])
targets = st.builds(Targets, st.integers(0, 4), st.integers(0, 4))
requests = st.builds(Request, kind=st.sampled_from(RequestKind), by=st.just("kim"))


@st.composite
def readings(draw: st.DrawFn, since: int, now: float) -> MetricReading:
    start = since + draw(st.sampled_from([0, 0, 0, -60, 60]))
    periods = [
        Period(start=start + 60 * number, canary=draw(counts), live=draw(counts))
        for number in range(draw(st.integers(0, 3)))
    ]
    overdue = draw(st.one_of(st.none(), st.none(), st.sampled_from(Gap)))
    return MetricReading(tuple(periods), now + draw(st.sampled_from([0, 0, -90, 90])), overdue)


def part(draw: st.DrawFn, need: Need, release: Release, now: float) -> Any:
    known: dict[Need, st.SearchStrategy[Any]] = {
        Need.WEIGHTS: st.builds(
            RuleWeights,
            st.one_of(st.just(release.weights), weights),
            st.sampled_from([0, 60]),
        ),
        Need.TEST_LISTENER: st.sampled_from(["blue", "green"]),
        Need.SERVICES: st.fixed_dictionaries({"blue": service, "green": service}),
        Need.SCALING: st.fixed_dictionaries({"blue": bounds, "green": bounds}),
        Need.TARGETS: targets,
        Need.LIVE_TARGETS: targets,
        Need.TASK_DEFINITION: st.sampled_from([None, NEW]),
        Need.MIGRATION: st.builds(Migration, st.sampled_from(MigrationState)),
        Need.SMOKE: st.lists(
            st.builds(SmokeCheck, st.just("crud"), st.booleans(), st.just("")), max_size=2
        ).map(tuple),
        Need.METRICS: readings(release.metrics_until, now),
        Need.HISTORY: st.just(()),
        Need.ALARMS: st.sampled_from(
            [
                (),
                (),
                (),
                (ROLL_BACK,),
                (Alarm("x-cpu-blue", "r"),),
            ]
        ),
    }
    return draw(st.one_of(known[need], known[need], unread))


FIELDS = {
    **{need: need.value.lower() for need in Need},
    Need.TASK_DEFINITION: "task_definition_arn",
}


@st.composite
def states(draw: st.DrawFn) -> Release:
    """A release in any phase, with whatever its fields can hold there, likely or not."""
    phase = draw(st.sampled_from([phase for phase in Phase if not phase.ended]))
    step = draw(st.integers(0, 4))
    shifted = phase in {Phase.DRAINING, Phase.RETIRING}
    failure = Failure(reason=FailReason.ERRORS, at=T0, sentence="5 % of 600.")
    return a_release(
        phase=phase,
        step=step,
        weights=ALL if shifted else draw(weights),
        failure=failure if phase is Phase.ROLLING_BACK else None,
        task_definition_arn=draw(st.sampled_from([None, NEW])),
        paused=draw(st.booleans()),
        hurried=draw(st.booleans()),
        reclaims=draw(st.booleans()),
        brings_back=draw(st.booleans()),
        step_since=T0 - draw(st.sampled_from([0, 100, 10_000])),
        phase_since=T0 - draw(st.sampled_from([0, 100, 10_000])),
        step_periods=draw(st.integers(0, 2)),
        intent=draw(
            st.one_of(
                st.none(),
                weights,
                st.just(UpdateService(colour="blue", desired_count=0)),
            )
        ),
        attempts=draw(st.integers(0, 6)),
        intent_at=T0 - draw(st.sampled_from([0, 5, 1000])),
    )


@MANY
@given(data=st.data())
def test_any_state_and_any_sight_make_a_move_that_is_safe(data: st.DataObject) -> None:
    release = data.draw(states())
    now = T0
    for _ in range(4):
        now += data.draw(st.sampled_from([0.0, 1.0, 60.0, 3_000.0, -30.0]))
        wanted = needs(release, now)
        assert wanted or release.phase in {Phase.PROMOTED, Phase.ROLLED_BACK, Phase.PREPARING}
        extra = data.draw(st.sets(st.sampled_from(Need), max_size=4))
        looked = frozenset(wanted - extra if data.draw(st.booleans()) else wanted | extra)
        parts = {FIELDS[need]: part(data.draw, need, release, now) for need in sorted(looked)}
        request = data.draw(st.one_of(st.none(), st.none(), requests))
        seen = Observation(now=now, request=request, looked_at=looked, **parts)
        move = advance(release, seen)
        check(release, seen, move)
        release = move.release


def disturb(draw: Any, world: FakeWorld) -> None:
    """Let something go wrong, or right again."""
    what = draw(st.integers(0, 24))
    if what == 0:
        world.unread = {draw(st.sampled_from(Need))}
    elif what == 1:
        world.move_weights(63, 37)
    elif what == 2:
        world.unhealthy["green"] = draw(st.integers(0, 2))
    elif what == 3:
        world.metrics_gap = draw(st.sampled_from([None, *Gap]))
    elif what == 4:
        world.refuse = draw(st.integers(0, 6))
    elif what == 5:
        world.lose = draw(st.integers(0, 3))
    elif what == 6:
        world.alarms = draw(st.sampled_from([(), (ROLL_BACK,)]))
    elif what == 7:
        world.errors = draw(st.sampled_from([{}, {NEW: 0.5}]))
    elif what == 8:
        world.clock.sleep(draw(st.sampled_from([5.0, 700.0])))
    else:
        calm(world)


def calm(world: FakeWorld) -> None:
    world.unread = set()
    world.unhealthy["green"] = 0
    world.metrics_gap = None
    world.refuse = world.lose = 0
    world.alarms = ()


@settings(MANY, max_examples=150)
@given(data=st.data())
def test_whatever_happens_on_the_way_every_release_comes_to_one_of_two_ends(
    data: st.DataObject,
) -> None:
    clock = FakeClock()
    world = FakeWorld(clock)
    release = a_release()
    ticks = data.draw(st.integers(5, 80))
    for number in range(3_000):
        clock.sleep(max(0.0, release.wake_at - clock.now()))
        request = None
        if number < ticks:
            disturb(data.draw, world)
            asked = data.draw(st.integers(0, 30)) == 30
            request = data.draw(requests) if asked else None
        elif number == ticks:
            calm(world)
            request = Request(kind=RequestKind.RESUME, by="kim")
        seen = world.observe(release, needs(release, clock.now()), clock.now())
        seen = replace(seen, request=request)
        move = advance(release, seen)
        if number <= ticks:
            check(release, seen, move)
        release = move.release
        dies = number < ticks and data.draw(st.integers(0, 9)) == 0
        for action in move.actions:
            if not dies:
                try_to(world, release, action)
        if release.phase.ended:
            break
    assert release.phase.ended
    promoted = release.phase is Phase.PROMOTED
    assert world.weights == (ALL if promoted else release.live_weights)
    gone, serves = ("blue", "green") if promoted else ("green", "blue")
    assert world.services[gone].desired == 0
    assert world.services[serves].desired >= 2
    assert len({alert.key for alert in world.alerts}) == len(world.alerts)


def try_to(world: FakeWorld, release: Release, action: Any) -> None:
    from sluice.canary.ports.world import ActionFailed

    try:
        world.perform(release, action)
    except ActionFailed:
        return


@MANY
@given(phase=st.sampled_from([Phase.PROMOTED, Phase.ROLLED_BACK]), request=requests)
def test_an_ended_release_never_moves_again(phase: Phase, request: Request) -> None:
    release = a_release(phase=phase)
    seen = Observation(now=T0 + 5, request=request, weights=RuleWeights(ALL, 0))
    check(release, seen, advance(release, seen))
    assert needs(release, T0) == frozenset()
