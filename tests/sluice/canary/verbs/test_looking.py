"""status, watch and history: what an operator sees, at every state of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.model.actions import SetWeights
from sluice.canary.verbs import requests, status, watch
from sluice.errors import NotNow
from sluice.exits import Exit
from tests.sluice.canary.fake_world import NEW
from tests.sluice.canary.verbs.sessions import Told, baking, once

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.status import Status
    from tests.sluice.canary.verbs.sessions import Stage


class Aws:
    """The three calls of `status`, answered from the world."""

    def __init__(self, stage: Stage, session: Session) -> None:
        self._world, self._services = stage.world, session.descriptor.services

    def describe_rules(self, **_: Any) -> dict[str, Any]:
        groups = [
            {
                "TargetGroupArn": service.target_group_arn,
                "Weight": self._world.weights.of(colour),
            }
            for colour, service in self._services.items()
        ]
        action = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
        return {"Rules": [{"Actions": [action]}]}

    def describe_services(self, **_: Any) -> dict[str, Any]:
        return {
            "services": [
                {
                    "serviceName": service.service_name,
                    "deployments": [],
                    "taskDefinition": self._world.services[colour].task_definition_arn,
                    "desiredCount": self._world.services[colour].desired,
                    "runningCount": self._world.services[colour].running,
                }
                for colour, service in self._services.items()
            ]
        }

    def describe_target_health(self, **asked: Any) -> dict[str, Any]:
        (colour,) = (
            colour
            for colour, service in self._services.items()
            if service.target_group_arn == asked["TargetGroupArn"]
        )
        healthy = self._world.healthy(colour).healthy
        return {"TargetHealthDescriptions": [{"TargetHealth": {"State": "healthy"}}] * healthy}


def read(stage: Stage) -> Status:
    session = stage.session("two@host")
    session.client = lambda _: Aws(stage, session)
    return status.read(session)


def during(stage: Stage, look: Any) -> Any:
    """Return what `look` returns while a release bakes its second step."""
    seen: list[Any] = []
    stage.shift(Told(on_move=once(baking(1), lambda: seen.append(look()))))
    (found,) = seen
    return found


def text(found: Status) -> str:
    return "\n".join(status.lines(found))


def test_before_the_first_release_the_status_is_what_aws_has(stage: Stage) -> None:
    found = read(stage)
    assert found.exit_code == Exit.DONE
    assert text(found).startswith("stage: nothing was ever released\n")
    assert "blue      weight 100, 2 of 2 tasks of task:7, 2 healthy" in text(found)
    assert "lease     free" in text(found)


def test_the_status_of_a_release_under_way_shows_asked_and_read_weights_and_who_drives(
    stage: Stage,
) -> None:
    found = during(stage, lambda: read(stage))
    assert found.exit_code == Exit.DONE
    assert found.standing == "under way: BAKING step 2 of 3 (25 %)"
    assert "green     weight 25 (asked 25), 2 of 2 tasks of task:8, 2 healthy" in text(found)
    assert found.lease is not None
    assert found.lease.holder.startswith("one@host pid ")
    assert found.lease.alive
    assert found.foreign_writes == ()


def test_a_foreign_write_is_told_at_once_and_has_its_exit_code(stage: Stage) -> None:
    def look() -> Status:
        ours = stage.world.weights
        stage.world.weights = SetWeights(blue=0, green=100)
        found = read(stage)
        stage.world.weights = ours
        return found

    found = during(stage, look)
    assert found.exit_code == Exit.HELD
    (sentence,) = found.foreign_writes
    assert sentence.startswith("somebody set the weights to blue 0 %, green 100 %; release ")
    assert sentence.endswith("left blue 75 %, green 25 %")


def test_a_rule_that_no_release_goes_by_is_a_foreign_write_and_hides_nothing_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = {"Rules": [{"Actions": [{"Type": "fixed-response"}]}]}
    monkeypatch.setattr(Aws, "describe_rules", lambda *_, **__: page)
    found = during(stage, lambda: read(stage))
    assert found.exit_code == Exit.HELD
    (sentence,) = found.foreign_writes
    assert sentence == (
        "no release goes by the rule: the rule does not forward: its actions are fixed-response"
    )
    assert "green     weight unknown (asked 25), 2 of 2 tasks of task:8, 2 healthy" in text(found)


def test_a_release_on_hold_says_why_and_has_its_exit_code(stage: Stage) -> None:
    seen: list[Status] = []
    held = once(lambda release: release.hold is not None, lambda: seen.append(read(stage)))
    stage.shift(Told(on_move=held))
    assert seen[0].exit_code == Exit.HELD
    assert seen[0].hold is not None
    assert f"on hold: {seen[0].hold.reason}" in seen[0].standing
    assert seen[0].hold.sentence in text(seen[0])


def test_a_request_that_waits_is_shown(stage: Stage) -> None:
    stage.begin(stage.session())
    session = stage.session("two@host")
    requests.pause(session, why="", dry_run=False)
    found = read(stage)
    assert found.request == "PAUSE"
    assert "request   PAUSE waits for the driver" in text(found)


def test_a_release_that_nobody_drives_is_unknown(stage: Stage) -> None:
    _, release = stage.begin(stage.session())
    stage.clock.sleep(release.plan.lease_seconds + 10)
    found = read(stage)
    assert found.exit_code == Exit.UNKNOWN
    assert found.lease is not None
    assert not found.lease.alive
    assert "its holder is gone" in text(found)


def test_after_the_end_all_is_as_the_release_left_it(stage: Stage) -> None:
    stage.shift()
    found = read(stage)
    assert found.exit_code == Exit.DONE
    assert found.standing.startswith("promoted: green serves sha256:bbbbbbbbbbbb")
    assert found.foreign_writes == ()


@pytest.mark.parametrize("promoted", [True, False])
def test_what_terraform_ignores_and_the_journal_does_not_explain_is_told(
    stage: Stage, *, promoted: bool
) -> None:
    if not promoted:
        stage.world.errors[NEW] = 0.5
    stage.shift()
    serving, idle = ("green", "blue") if promoted else ("blue", "green")
    stage.world.services[serving].task_definition_arn = "cluster/task:99"
    stage.world.services[idle].desired = 3
    found = read(stage)
    assert found.exit_code == Exit.HELD
    first, second = found.foreign_writes
    assert first.startswith(f"{serving} runs task:99; release ")
    assert second.startswith(f"{idle} wants 3 tasks; release ")


def test_a_watch_shows_every_event_once_and_ends_with_the_release(stage: Stage) -> None:
    stage.world.errors[NEW] = 0.5
    session = stage.session()
    lease, release = stage.begin(session)
    watcher, told = stage.session("two@host"), Told()

    # Whoever watches sleeps, and meanwhile the release is driven.
    class Driving(type(stage.clock)):
        def sleep(self, _seconds: float) -> None:
            from sluice.canary import drive

            drive.drive(session.journal, session.world, stage.clock, lease, release)

    watcher.clock = Driving()
    assert watch.run(watcher, told, once=False) is Exit.ROLLED_BACK
    events = list(session.journal.events(release.id))
    assert [event.number for event in told.events] == [event.number for event in events]
    assert told.releases[-1].phase == "ROLLED_BACK"
    assert told.notes[-1].startswith("rolled back (ERRORS)")


def test_a_watch_says_where_nobody_drives(stage: Stage) -> None:
    _, release = stage.begin(stage.session())
    stage.clock.sleep(release.plan.lease_seconds + 10)
    watcher, told = stage.session("two@host"), Told()

    class Stopping(type(stage.clock)):
        def sleep(self, _seconds: float) -> None:
            raise KeyboardInterrupt

    watcher.clock = Stopping(stage.clock.now())
    with pytest.raises(KeyboardInterrupt):
        watch.run(watcher, told, once=False)
    assert told.notes == ["nobody drives it: 'sluice resume stage'"]


def test_a_look_at_what_has_ended_shows_the_newest_release(stage: Stage) -> None:
    stage.shift()
    told = Told()
    assert watch.run(stage.session(), told, once=True) is Exit.DONE
    assert len(told.events) == stage.newest().events
    with pytest.raises(NotNow):
        watch.run(stage.session(), Told(), once=False)
