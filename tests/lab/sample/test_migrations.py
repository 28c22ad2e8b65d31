"""Migrations are applied once, whoever comes, and wholly or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from lab.sample import migrations

if TYPE_CHECKING:
    from tests.lab.sample.conftest import Database, Samples

APPLIED = "SELECT number FROM applied_migrations ORDER BY number"


def test_their_numbers_follow_one_another() -> None:
    numbers = [migration.number for migration in migrations.load()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_they_are_applied_once(samples: Samples, database: Database) -> None:
    code, lines = samples.migrate(database.environment)
    assert code == 0
    assert lines[-1]["applied"] == ["create_items", "add_updated_at"]
    assert database.rows(APPLIED) == [(1,), (2,)]
    code, lines = samples.migrate(database.environment)
    assert (code, lines[-1]["applied"]) == (0, [])


def test_several_at_a_time_do_not_disturb_one_another(samples: Samples, database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(lambda _: samples.migrate(database.environment)[0], range(4)))
    assert ends == [0, 0, 0, 0]
    assert database.rows(APPLIED) == [(1,), (2,)]


def test_one_that_fails_is_exit_code_1_and_leaves_nothing_behind(
    samples: Samples, database: Database
) -> None:
    code, lines = samples.migrate({**database.environment, "FAULT_FAILING_MIGRATION": "true"})
    assert code == 1
    assert "9999_injected_fault failed: division by zero" in lines[-1]["message"]
    assert database.rows(APPLIED) == [(1,), (2,)]


def test_a_task_whose_migration_fails_lives_but_is_not_ready(
    samples: Samples, database: Database
) -> None:
    sample = samples.start({**database.environment, "FAULT_FAILING_MIGRATION": "1"})
    answer = sample.ask("GET", "/readyz")
    assert answer.status == 503
    assert "9999_injected_fault" in answer.document["missing"]


def test_they_do_not_run_at_the_start_where_that_is_switched_off(
    samples: Samples, database: Database
) -> None:
    sample = samples.start({**database.environment, "MIGRATE_ON_START": "0"})
    answer = sample.ask("GET", "/readyz")
    assert answer.status == 503
    assert answer.document["missing"] == ["0001_create_items", "0002_add_updated_at"]


def test_without_a_database_there_is_nothing_to_migrate(samples: Samples) -> None:
    code, lines = samples.migrate({})
    assert code == 2
    assert "DATABASE_HOST" in lines[-1]["message"]
