"""Executions of the hosted driver in the simulated account, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from simulator.aws.account import Account
from simulator.clock import VirtualClock
from simulator.faults import Fault, Faults
from simulator.run import Simulation
from simulator.scenarios import ALL, ERRORS, HOUR_PLAN, KILLED, PROMOTE, Scenario
from simulator.site import Site
from simulator.table import Items
from simulator.wire import Network
from sluice.canary.hosted.invocation import MOST_WAIT_SECONDS
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, Phase
from sluice.canary.model.requests import Request, RequestKind
from tests.sluice.canary.hosted.hosting import EXECUTIONS, Hosting, hosting, run_side_by_side

KILL_EVERY = 13
TURN_IN_A_BAKE = 14
MOST_SECONDS_TO_STABLE = 15


def test_a_release_of_an_hour_stays_within_the_budget_of_calls() -> None:
    scenario = replace(PROMOTE, plan=HOUR_PLAN)
    hosted = hosting(scenario)
    assert hosted.execute().succeeded
    calls = hosted.simulation.network.calls
    assert sum(call.mutates for call in calls) <= 12
    (release,) = hosted.journal.releases()
    changes = [e for e in hosted.journal.events(release.id) if e.kind is EventKind.PHASE]
    reads, seconds = 0, 0.0
    for change, following in pairwise(changes):
        if change.phase is Phase.BAKING:
            seconds += following.at - change.at
            reads += sum(
                not call.effect
                and not call.api.startswith("table.")
                and change.at < call.at < following.at
                for call in calls
            )
    # On the average: waits are of whole seconds, so that two looks may be 59 s apart.
    assert 3 < reads / seconds * 60 <= 4.1


@pytest.mark.parametrize("scenario", ALL, ids=lambda it: it.name)
def test_a_release_ends_as_it_should_and_the_execution_says_how(scenario: Scenario) -> None:
    hosted = hosting(scenario)
    ended = hosted.execute()
    found = hosted.look()
    assert (found.phase, found.fails_by) == (scenario.ends, scenario.fails_by)
    assert found.converged, found.orphans
    assert found.refused == 0
    assert found.seconds_to_stable is None or found.seconds_to_stable <= MOST_SECONDS_TO_STABLE
    assert ended.succeeded is (scenario.ends is Phase.PROMOTED)
    if not ended.succeeded:
        assert ended.error == "ROLLED_BACK"
        assert scenario.fails_by is not None
        assert scenario.fails_by.value in ended.cause
    assert hosted.told == []


# Its waits for metrics are longer than the lease.
SHORT_LEASE = replace(PROMOTE, plan=PROMOTE.plan.model_copy(update={"lease_seconds": 30}))


def test_the_lease_stays_in_force_over_waits_that_are_longer() -> None:
    hosted = hosting(SHORT_LEASE)
    left: list[float] = []

    def look(number: int) -> None:
        lease = hosted.journal.leases.current()
        if number:
            assert lease is not None
            left.append(lease.expires_at - hosted.simulation.network.clock.now())

    hosted.before = look
    assert hosted.execute().succeeded
    assert min(left) > SHORT_LEASE.plan.lease_seconds / 4


def test_a_turn_comes_once_a_minute_or_so_and_not_for_each_move() -> None:
    hosted = hosting(PROMOTE)
    hosted.execute()
    turns = hosted.invocations
    assert max(b - a for a, b in pairwise(turns)) <= MOST_WAIT_SECONDS + 30
    lasted = turns[-1] - turns[0]
    assert len(turns) < lasted / 10


def _number_of_calls(scenario: Scenario) -> int:
    hosted = hosting(scenario)
    hosted.execute()
    return len(hosted.simulation.network.calls)


@pytest.mark.parametrize("kill", [Fault.KILL_BEFORE, Fault.KILL_AFTER])
@pytest.mark.parametrize("scenario", KILLED, ids=lambda it: it.name)
def test_a_function_that_dies_at_any_call_is_invoked_again_and_the_release_ends_the_same(
    scenario: Scenario, kill: Fault
) -> None:
    for number in range(0, _number_of_calls(scenario), KILL_EVERY):
        hosted = hosting(scenario, Faults({number: kill}))
        ended = hosted.execute()
        found = hosted.look()
        assert (found.phase, found.fails_by) == (scenario.ends, scenario.fails_by), number
        assert found.converged, (number, found.orphans)
        assert sum(found.repeated.values()) <= 1, (number, found.repeated)
        assert ended.succeeded is (scenario.ends is Phase.PROMOTED), number


@pytest.mark.parametrize("kill", [Fault.KILL_BEFORE, Fault.KILL_AFTER])
def test_a_function_that_dies_while_it_begins_begins_one_release_all_the_same(kill: Fault) -> None:
    for number in range(25):
        hosted = hosting(PROMOTE, Faults({number: kill}))
        assert hosted.execute().succeeded, number
        assert len(hosted.journal.releases()) == 1


class Outage(Faults):
    """The journal can be read, and no longer be written, until the outage is over."""

    over = False

    def of(self, number: int, api: str) -> Fault | None:
        hit = api == "table.write" and number >= 40 and not self.over
        return Fault.UNREACHABLE if hit else None


def test_a_journal_that_never_answers_ends_the_execution_and_people_are_told() -> None:
    hosted = hosting(PROMOTE, Outage())
    ended = hosted.execute()
    assert (ended.succeeded, ended.error) == (False, "UNFINISHED")
    (told,) = hosted.told
    assert "sluice resume stage" in told
    assert f"{EXECUTIONS}:release-1" in told


def test_what_was_left_under_way_is_taken_over_by_another_execution() -> None:
    outage = Outage()
    hosted = hosting(PROMOTE, outage)
    assert hosted.execute().error == "UNFINISHED"
    outage.over = True
    under_way = hosted.journal.unfinished()
    assert under_way is not None
    ended = hosted.execute(hosted.machine("release-2", release_id=under_way.id))
    assert ended.succeeded
    assert hosted.look().phase is Phase.PROMOTED
    kinds = [event.kind for event in hosted.journal.events(under_way.id)]
    assert kinds.count(EventKind.TAKEN_OVER) == 1


def test_a_release_that_may_not_begin_is_refused_and_nothing_is_left() -> None:
    hosted = hosting(PROMOTE)
    hosted.refuses = "verify refuses the release: image: is not there"
    ended = hosted.execute()
    assert (ended.error, ended.cause) == ("REFUSED", hosted.refuses)
    assert hosted.journal.leases.current() is None
    assert hosted.journal.releases() == ()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"why": "no image"}, "either image or release_id"),
        ({"image": "x", "release_id": "y"}, "either image or release_id"),
        ({"release_id": "20270101T000000Z-0000"}, "there is no release 20270101T000000Z-0000"),
        ({"imagine": "x"}, "wanted.imagine: Extra inputs are not permitted"),
    ],
)
def test_an_input_that_is_wrong_is_refused_with_what_is_wrong(
    wanted: dict[str, str], says: str
) -> None:
    hosted = hosting(PROMOTE)
    ended = hosted.execute(hosted.machine(**wanted))
    assert ended.error == "REFUSED"
    assert says in ended.cause


def test_a_second_execution_is_refused_while_the_first_one_drives() -> None:
    hosted = hosting(PROMOTE)
    first = hosted.machine().run()
    wait = next(first)
    refused = hosted.execute(hosted.machine("release-2"))
    assert refused.error == "REFUSED"
    assert "is under way" in refused.cause
    release = hosted.journal.unfinished()
    assert release is not None
    refused = hosted.execute(hosted.machine("release-3", release_id=release.id))
    assert refused.error == "REFUSED"
    assert "held by" in refused.cause
    hosted.simulation.network.clock.sleep(wait)
    assert hosted.finish(first).succeeded


def test_an_abort_that_takes_over_supersedes_the_execution() -> None:
    hosted = hosting(PROMOTE)

    def take_over(number: int) -> None:
        if number == 5:
            hosted.journal.leases.acquire(
                holder="an operator",
                purpose="abort",
                now=hosted.simulation.network.clock.now(),
                seconds=180,
                by_force=True,
            )

    hosted.before = take_over
    ended = hosted.execute()
    assert ended.error == "SUPERSEDED"
    assert "an operator" in ended.cause
    assert len(hosted.invocations) == 6
    assert hosted.told == []


def test_a_request_is_taken_at_the_next_turn() -> None:
    hosted = hosting(SHORT_LEASE)
    asked: list[float] = []

    def ask(number: int) -> None:
        if number == TURN_IN_A_BAKE:
            asked.append(hosted.simulation.network.clock.now())
            hosted.journal.ask(Request(kind=RequestKind.ABORT, by="an operator", why="enough"))

    hosted.before = ask
    ended = hosted.execute()
    found = hosted.look()
    assert (found.phase, found.fails_by) == (Phase.ROLLED_BACK, FailReason.ABORTED)
    assert ended.error == "ROLLED_BACK"
    assert "ABORTED" in ended.cause
    (release,) = hosted.journal.releases()
    assert release.failure is not None
    # At once, though the next look at the metrics was much later.
    assert release.failure.at - asked[0] < 1


def test_many_environments_are_driven_side_by_side_and_none_waits_for_another() -> None:
    clock = VirtualClock()
    network = Network(clock, latency_seconds=0)
    account = Account(clock, clock.now())
    good_and_bad = [PROMOTE, ERRORS] * 20
    hostings = [
        Hosting(
            Simulation(
                scenario,
                network,
                Site(account, f"env{number}", scenario.surroundings, number),
                Items(),
            )
        )
        for number, scenario in enumerate(good_and_bad)
    ]
    ended = run_side_by_side(hostings)
    assert [each.succeeded for each in ended] == [
        scenario.ends is Phase.PROMOTED for scenario in good_and_bad
    ]
    alone = hosting(PROMOTE)
    alone.execute()
    lasted = alone.invocations[-1] - alone.invocations[0]
    for hosted in hostings[::2]:
        assert hosted.invocations[-1] - hosted.invocations[0] < lasted + MOST_WAIT_SECONDS
