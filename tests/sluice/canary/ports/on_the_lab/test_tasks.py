"""Tasks that really run, fail and crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.actions import RunMigration
from sluice.canary.model.observation import Migration, MigrationState, Need, ServiceState
from tests.lab.ecs.conftest import until

if TYPE_CHECKING:
    from tests.sluice.canary.ports.on_the_lab.stage import Stage

pytestmark = pytest.mark.lab


def test_a_migration_runs_once_and_its_success_is_seen(stage: Stage) -> None:
    of = stage.release("migrates")
    arn = stage.register(of, stage.deployed.push("1.2.0"))
    assert stage.see(Need.MIGRATION, of) == Migration(MigrationState.NOT_STARTED)
    action = RunMigration(task_definition_arn=arn, client_token=of.id)

    for _ in range(2):
        stage.world.perform(of, action)

    def ended() -> Migration | None:
        found: Migration = stage.see(Need.MIGRATION, of)
        assert found.state is not MigrationState.NOT_STARTED
        return None if found.state is MigrationState.RUNNING else found

    got = until(ended, "the migration does not end", 60)
    assert got == Migration(MigrationState.SUCCEEDED)
    ecs = stage.deployed.client("ecs")
    for status, number in (("RUNNING", 0), ("STOPPED", 1)):
        listed = ecs.list_tasks(cluster="web-dev", startedBy=of.id, desiredStatus=status)
        assert len(listed["taskArns"]) == number


def test_a_migration_that_fails_is_told_with_its_exit_code(stage: Stage) -> None:
    of = stage.release("migrates-not")
    arn = stage.register(of, stage.deployed.push("1.2.1", FAULT_FAILING_MIGRATION="1"))

    stage.world.perform(of, RunMigration(task_definition_arn=arn, client_token=of.id))

    def failed() -> Migration | None:
        found: Migration = stage.see(Need.MIGRATION, of)
        return found if found.state is MigrationState.FAILED else None

    assert "exit code 1" in until(failed, "the migration does not fail", 60).why


def test_tasks_that_crash_are_told_in_ecs_s_words(stage: Stage) -> None:
    of = stage.release("crashes")
    arn = stage.start_green(of, "1.3.0", FAULT_CRASH_AFTER_SECONDS="0.01")

    def given_up() -> ServiceState | None:
        green = stage.services()["green"]
        if green.failed:
            return green
        assert green.task_definition_arn == arn, "the way back came and went unseen"
        return None

    assert "circuit breaker" in until(given_up, "the crash loop is not seen", 90).why


def test_a_service_whose_tasks_run_is_stable(stage: Stage) -> None:
    blue = stage.services()["blue"]

    assert (blue.desired, blue.running, blue.stable, blue.failed) == (2, 2, True, False)
