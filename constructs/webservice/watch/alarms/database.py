"""What is watched of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.contract.alarms import FailsAs, OnRelease, ReleaseRule
from webservice.watch.alarms.spec import AlarmSpec
from webservice.watch.metrics import of_database

if TYPE_CHECKING:
    from webservice.data.database import Database
    from webservice.settings import DatabaseSettings

CPU_PERCENT = 80
CPU_MINUTES = 10
CONNECTIONS_MINUTES = 5
# RDS grows the storage by itself below a tenth free; a quarter of an hour later it has
# failed to, or reached database.max_storage_gib.
FREE_STORAGE_PERCENT = 10
FREE_STORAGE_MINUTES = 15
REPLICA_LAG_SECONDS = 60
REPLICA_LAG_MINUTES = 5
_BYTES_PER_GIB = 1024**3

NOT_RECOVERABLE = ReleaseRule(
    on_release=OnRelease.AT_ONCE,
    why="Without a replica that is up to date, what goes wrong may not be brought back.",
    fails_as=FailsAs.DR_CHECK_FAILED,
)
_STORAGE_PERIOD_MINUTES = 5


def alarms(database: Database, settings: DatabaseSettings) -> tuple[AlarmSpec, ...]:
    """Return the table, with the lag of the replica where there is one."""
    free_gib = settings.storage_gib * FREE_STORAGE_PERCENT / 100
    replicas = () if database.replica_identifier is None else (database.replica_identifier,)
    return (
        AlarmSpec(
            slug="database-cpu",
            meaning=(
                f"The database used more than {CPU_PERCENT} percent of its CPU, "
                f"for {CPU_MINUTES} minutes."
            ),
            measure=of_database(database.identifier, "CPUUtilization"),
            threshold=CPU_PERCENT,
            # A restart or failover silences it for a while: unknown, not busy.
            missing_data="missing",
            periods=CPU_MINUTES,
        ),
        AlarmSpec(
            slug="database-connections",
            meaning=(
                f"More than {settings.max_connections_alarm} connections to the database "
                f"were open, for {CONNECTIONS_MINUTES} minutes."
            ),
            measure=of_database(database.identifier, "DatabaseConnections", "Maximum"),
            threshold=settings.max_connections_alarm,
            # As above: a database that restarts has no connections to count.
            missing_data="missing",
            periods=CONNECTIONS_MINUTES,
        ),
        AlarmSpec(
            slug="database-storage",
            meaning=(
                f"Less than {free_gib:g} GiB of the database storage were free, "
                f"for {FREE_STORAGE_MINUTES} minutes."
            ),
            measure=of_database(database.identifier, "FreeStorageSpace", "Minimum"),
            threshold=free_gib * _BYTES_PER_GIB,
            comparison="LessThanThreshold",
            # A database that ran full stops, and says nothing any more.
            missing_data="breaching",
            periods=FREE_STORAGE_MINUTES // _STORAGE_PERIOD_MINUTES,
            period_seconds=_STORAGE_PERIOD_MINUTES * 60,
        ),
        *(
            AlarmSpec(
                slug="replica-lag",
                meaning=(
                    f"The read replica was more than {REPLICA_LAG_SECONDS} seconds behind, "
                    f"for {REPLICA_LAG_MINUTES} minutes."
                ),
                measure=of_database(replica, "ReplicaLag", "Maximum"),
                threshold=REPLICA_LAG_SECONDS,
                # A replica that says nothing does not replicate.
                missing_data="breaching",
                periods=REPLICA_LAG_MINUTES,
                release_rule=NOT_RECOVERABLE,
            )
            for replica in replicas
        ),
    )
