"""`python -m lab.sample serve` and `python -m lab.sample migrate`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING

from lab.sample import log, settings

if TYPE_CHECKING:
    from lab.sample.settings import Settings


def main() -> int:
    """Run one of the two commands; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.sample")
    parser.add_argument("command", choices=("serve", "migrate"))
    command = parser.parse_args().command
    try:
        found = settings.from_environment(os.environ)
    except settings.BadSetting as error:
        log.write("error", str(error))
        return 2
    log.bind(version=found.version)
    return _serve(found) if command == "serve" else asyncio.run(_migrate(found))


def _serve(found: Settings) -> int:
    if found.faults.slow_start_seconds:
        log.write("info", "slow start", seconds=found.faults.slow_start_seconds)
        time.sleep(found.faults.slow_start_seconds)
    from lab.sample import server  # noqa: PLC0415 - a migration needs no server

    return server.run(found)


async def _migrate(found: Settings) -> int:
    from lab.sample import migrations  # noqa: PLC0415 - a server imports it late
    from lab.sample.database import Database, Unreachable  # noqa: PLC0415 - slow, and not always needed

    if found.database is None:
        log.write("error", "no database is configured: set DATABASE_HOST")
        return 2
    database = Database(found.database, application_name="sample migrate")
    try:
        async with database.connection() as connection:
            all_ = migrations.load(failing=found.faults.failing_migration)
            done = await migrations.apply(connection, all_)
    except (migrations.MigrationFailed, Unreachable) as error:
        log.write("error", str(error))
        return 1
    finally:
        await database.close()
    log.write("info", "the schema is up to date", applied=[step.name for step in done])
    return 0


if __name__ == "__main__":
    sys.exit(main())
