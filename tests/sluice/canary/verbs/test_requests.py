"""Pause, promote, resume and abort, beside a driver that is at work or gone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.requests import Request, RequestKind
from sluice.canary.verbs import abort, requests, resume
from sluice.errors import NotNow, UsageRefused
from sluice.exits import Exit
from sluice.journal.lease import Lease
from sluice.journal.lease_holder import died_here
from tests.sluice.canary.verbs.sessions import Clock, Told, baking, once

if TYPE_CHECKING:
    from sluice.canary.model.release import Release
    from tests.sluice.canary.verbs.sessions import Stage

ALL = (
    lambda session: requests.pause(session, why="", dry_run=False),
    lambda session: requests.promote(session, why="", dry_run=False),
    lambda session: resume.run(session, Told()),
    lambda session: abort.run(session, Told(), why=""),
    resume.describe,
    abort.describe,
)


@pytest.mark.parametrize("verb", ALL)
def test_without_a_release_under_way_every_request_is_refused(stage: Stage, verb: object) -> None:
    with pytest.raises(NotNow, match="no release is under way in stage: 'sluice history stage'"):
        verb(stage.session())


def test_a_pause_is_in_force_at_once_and_a_resume_ends_it(stage: Stage) -> None:
    other = stage.session("two@host")
    said: list[str] = []

    def on_move(release: Release) -> None:
        if not said and baking()(release):
            said.append(requests.pause(other, why="the logs", dry_run=False))
        if release.hold and release.hold.reason is HoldReason.PAUSED and len(said) == 1:
            said.append(resume.describe(other))
            other.journal.ask(Request(kind=RequestKind.RESUME, by="two@host"))

    told = Told(on_move=on_move)
    assert stage.shift(told) is Exit.DONE
    assert said[0].endswith("it is still judged, and a bad version is still rolled back")
    assert said[1].startswith("would ask one@host pid ")
    asked = [event.sentence for event in told.events if event.kind is EventKind.REQUEST]
    assert asked[0].startswith("PAUSE by two@host (the logs)")
    assert asked[1].startswith("RESUME by two@host")
    assert any(event.kind is EventKind.HELD and "PAUSED" in event.sentence for event in told.events)


def test_a_promotion_skips_the_bakes_and_not_the_journal(stage: Stage) -> None:
    other = stage.session("two@host")
    told = Told(on_move=once(baking(), lambda: requests.promote(other, why="now", dry_run=False)))
    began = stage.clock.now()
    assert stage.shift(told) is Exit.DONE
    patient = 3 * 300 + 600
    assert stage.clock.now() - began < patient
    assert any(event.kind is EventKind.REQUEST for event in told.events)


def test_what_goes_back_cannot_be_promoted_any_more(stage: Stage) -> None:
    other = stage.session("two@host")
    refused: list[str] = []

    def promote_too_late() -> None:
        with pytest.raises(NotNow) as error:
            requests.promote(other, why="", dry_run=False)
        refused.append(str(error.value))

    stage.world.errors["task:8"] = 0.5
    going_back = once(lambda release: release.phase is Phase.ROLLING_BACK, promote_too_late)
    assert stage.shift(Told(on_move=going_back)) is Exit.ROLLED_BACK
    assert "is being rolled back (ERRORS)" in refused[0]


def test_a_dry_run_leaves_no_request(stage: Stage) -> None:
    session = stage.session()
    stage.begin(session)
    assert requests.pause(session, why="", dry_run=True).startswith("would pause release ")
    assert requests.promote(session, why="", dry_run=True).startswith("would promote release ")
    assert session.journal.pending_request() is None


@pytest.mark.parametrize(
    ("because", "reason"),
    [
        ("", FailReason.ABORTED),
        ("security-anomaly", FailReason.SECURITY_ANOMALY),
        ("dr-check-failed", FailReason.DR_CHECK_FAILED),
    ],
)
def test_an_abort_drives_the_rollback_itself_and_says_because_of_what(
    stage: Stage, because: str, reason: FailReason
) -> None:
    stage.begin(stage.session())
    told = Told()
    ended = abort.run(
        stage.session("two@host"), told, why="by the book", reason=abort.because(because)
    )
    assert ended is Exit.ROLLED_BACK
    release = stage.newest()
    assert release.failure is not None
    assert release.failure.reason is reason
    assert "by the book" in " ".join(event.sentence for event in told.events)


def test_a_reason_that_the_runbook_does_not_know_is_refused() -> None:
    with pytest.raises(UsageRefused, match="must be one of security-anomaly, dr-check-failed"):
        abort.because("a feeling")


def test_a_release_whose_driver_is_dead_is_taken_over_once_its_lease_is_over(
    stage: Stage,
) -> None:
    _, release = stage.begin(stage.session())
    began = stage.clock.now()
    told = Told()
    assert resume.run(stage.session("two@elsewhere"), told) is Exit.DONE
    taken = next(event for event in told.events if event.kind is EventKind.TAKEN_OVER)
    assert taken.at - began >= release.plan.lease_seconds
    assert "two@elsewhere" in taken.sentence


def test_a_driver_of_this_host_that_is_gone_is_not_waited_for(stage: Stage) -> None:
    session = stage.session(f"one@{socket.gethostname()}")
    vars(session)["holder"] = f"{session.by} pid {_dead_process()} abcdef"
    stage.begin(session)
    began = stage.clock.now()
    told = Told()
    assert resume.run(stage.session("two@elsewhere"), told) is Exit.DONE
    taken = next(event for event in told.events if event.kind is EventKind.TAKEN_OVER)
    assert taken.at == began


class TakingClock(Clock):
    """While somebody waits, the driver takes the request that was left."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.clock.now())
        self._stage = stage

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        session = self._stage.session()
        release, request = session.journal.unfinished(), session.journal.pending_request()
        assert release is not None
        newer = release.model_copy(update={"version": release.version + 1})
        session.journal.commit(self.lease, newer, (), self.now(), request=request)

    lease: Lease


def test_a_driver_that_is_at_work_is_asked_to_go_on(stage: Stage) -> None:
    clock = TakingClock(stage)
    clock.lease, release = stage.begin(stage.session())
    other, told = stage.session("two@host"), Told()
    other.clock = clock
    assert resume.run(other, told) is Exit.DONE
    (result,) = told.results
    assert result.sentence.startswith("one@host pid ")
    assert result.sentence.endswith(f"goes on with release {release.id}")


def _dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _lease(holder: str) -> Lease:
    return Lease("stage", holder, 1, 0, "release 1", 180)


@pytest.mark.parametrize(
    ("holder", "dead"),
    [
        ("one@{host} pid {dead} abcdef", True),
        ("one@{host} pid {alive} abcdef", False),
        ("one@elsewhere pid {dead} abcdef", False),
        ("one@{host} pid none abcdef", False),
        ("one@{host} pid", False),
        ("an earlier program's words", False),
        ("", False),
    ],
)
def test_only_a_holder_of_this_host_is_known_to_be_dead(holder: str, *, dead: bool) -> None:
    filled = holder.format(host=socket.gethostname(), dead=_dead_process(), alive=os.getpid())
    assert died_here(_lease(filled)) is dead
