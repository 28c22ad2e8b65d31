"""Brings the database's schema up to what this version expects: the numbered files beside this.

Each is applied once, in its own transaction, together with its line in the table of applied
ones. Whoever comes second, such as another task that starts, waits for the first: an advisory
lock is held until the transaction ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.sample.database import Connection

_FOLDER = Path(__file__).parent
# Any number, the same in every version of the application.
_LOCK = 7_303_014
_TABLE = """
CREATE TABLE IF NOT EXISTS applied_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationFailed(Exception):
    """A migration was refused by the database, and nothing of it took effect: one sentence."""


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    statements: str


# What the fault adds: refused by every PostgreSQL.
FAILING = Migration(9999, "injected_fault", "SELECT 1 / 0")


def load(*, failing: bool = False) -> tuple[Migration, ...]:
    """Return all migrations in their order; with one that fails behind them where asked for."""
    found = [
        Migration(int(path.stem[:4]), path.stem[5:], path.read_text())
        for path in sorted(_FOLDER.glob("*.sql"))
    ]
    return (*found, FAILING) if failing else tuple(found)


async def apply(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Apply those that are missing; return them.

    Raises:
        MigrationFailed: the database refused one; those before it stay applied.
        psycopg.OperationalError: the connection broke.
    """
    done = []
    for migration in migrations:
        try:
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                await connection.execute(_TABLE)
                if migration.number in await _applied(connection):
                    continue
                await connection.execute(migration.statements.encode())
                await connection.execute(
                    "INSERT INTO applied_migrations (number, name) VALUES (%s, %s)",
                    (migration.number, migration.name),
                )
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise MigrationFailed(
                f"migration {migration.number:04}_{migration.name} failed: {error}"
            ) from error
        done.append(migration)
    return done


async def missing(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Return those that are not applied yet."""
    try:
        applied = await _applied(connection)
    except psycopg.errors.UndefinedTable:
        applied = set()
    return [migration for migration in migrations if migration.number not in applied]


async def _applied(connection: Connection) -> set[int]:
    cursor = await connection.execute("SELECT number FROM applied_migrations")
    return {row["number"] for row in await cursor.fetchall()}
