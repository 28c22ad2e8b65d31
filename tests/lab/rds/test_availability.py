"""Failovers, reboots, replicas and crashes."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from lab.client import LabClient
from lab.faults.kinds import DatabaseCrash
from tests.lab.rds.conftest import Databases, wait_until


@pytest.fixture(scope="session")
def primary(databases: Databases) -> str:
    """A Multi-AZ instance with a table."""
    databases.create("primary", MultiAZ=True)
    databases.value("primary", "CREATE TABLE item AS SELECT 1 AS id")
    return "primary"


def _wait_until_lost(connection: psycopg.Connection[Any]) -> None:
    def lost() -> bool:
        try:
            connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return True
        return False

    wait_until(lost, "the connection lost")


def test_a_failover_interrupts_connections_and_changes_the_zone_but_no_data(
    databases: Databases, primary: str
) -> None:
    before = databases.describe(primary)
    zones = before["AvailabilityZone"], before["SecondaryAvailabilityZone"]
    assert len(set(zones)) == 2
    connection = databases.connect(primary)
    databases.rds.reboot_db_instance(DBInstanceIdentifier=primary, ForceFailover=True)
    assert databases.describe(primary)["DBInstanceStatus"] == "rebooting"
    _wait_until_lost(connection)
    after = databases.available(primary)
    assert (after["SecondaryAvailabilityZone"], after["AvailabilityZone"]) == zones
    assert after["Endpoint"] == before["Endpoint"]
    assert databases.value(primary, "SELECT count(*) FROM item") == 1
    told = databases.messages(primary)
    assert told.index("Multi-AZ instance failover started.") < told.index(
        "Multi-AZ instance failover completed"
    )


def test_a_failover_without_a_standby_is_refused(databases: Databases, primary: str) -> None:
    databases.rds.modify_db_instance(DBInstanceIdentifier=primary, MultiAZ=False)
    databases.available(primary)
    with pytest.raises(ClientError, match="InvalidParameterCombination"):
        databases.rds.reboot_db_instance(DBInstanceIdentifier=primary, ForceFailover=True)
    databases.rds.modify_db_instance(DBInstanceIdentifier=primary, MultiAZ=True)
    databases.available(primary)


def test_a_reboot_restarts_the_server_in_its_zone(databases: Databases, primary: str) -> None:
    zone = databases.describe(primary)["AvailabilityZone"]
    started = databases.value(primary, "SELECT pg_postmaster_start_time()")
    databases.rds.reboot_db_instance(DBInstanceIdentifier=primary)
    assert databases.available(primary)["AvailabilityZone"] == zone
    assert databases.value(primary, "SELECT pg_postmaster_start_time()") > started


def test_a_replica_streams_is_read_only_and_can_be_promoted(
    databases: Databases, primary: str
) -> None:
    databases.rds.create_db_instance_read_replica(
        DBInstanceIdentifier="replica", SourceDBInstanceIdentifier=primary
    )
    databases.available("replica")
    databases.value(primary, "INSERT INTO item VALUES (2) RETURNING id")

    def streamed() -> bool:
        return bool(databases.value("replica", "SELECT count(*) FROM item") == 2)

    wait_until(streamed, "the row on the replica")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        databases.value("replica", "INSERT INTO item VALUES (3) RETURNING id")
    databases.rds.promote_read_replica(DBInstanceIdentifier="replica")
    alone = databases.available("replica")
    assert "ReadReplicaSourceDBInstanceIdentifier" not in alone
    assert databases.describe(primary)["ReadReplicaDBInstanceIdentifiers"] == []
    assert databases.value("replica", "INSERT INTO item VALUES (4) RETURNING id") == 4
    databases.rds.delete_db_instance(DBInstanceIdentifier="replica", SkipFinalSnapshot=True)


def test_a_crash_fault_kills_the_database_for_as_long_as_it_says(
    databases: Databases, primary: str
) -> None:
    lab = LabClient(databases.url)
    connection = databases.connect(primary)
    before = databases.describe(primary)["Endpoint"]
    began = time.monotonic()
    fault = lab.add_fault(DatabaseCrash(instance=primary, down_seconds=1.5))
    _wait_until_lost(connection)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        databases.connect(primary)
    databases.available(primary)
    assert time.monotonic() - began >= 1.5
    assert databases.describe(primary)["Endpoint"] == before
    assert databases.value(primary, "SELECT count(*) FROM item") >= 1
    assert "Recovery of the DB instance is complete." in databases.messages(primary)
    lab.remove_fault(fault)


def test_a_server_that_dies_by_itself_is_started_again(databases: Databases, primary: str) -> None:
    # The first line of the file is the server's process id.
    (pid_file,) = (databases.folder / "rds" / "eu-west-1" / primary).glob("*/data/postmaster.pid")
    connection = databases.connect(primary)
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)
    _wait_until_lost(connection)

    def back() -> bool:
        try:
            databases.connect(primary).close()
        except psycopg.OperationalError:
            return False
        return True

    wait_until(back, "the server")


def test_the_endpoint_follows_the_name_when_instances_are_renamed(databases: Databases) -> None:
    databases.create("blue", BackupRetentionPeriod=0)
    endpoint = databases.describe("blue")["Endpoint"]
    databases.value("blue", "CREATE TABLE colour AS SELECT 'blue' AS name")
    databases.create("green", BackupRetentionPeriod=0)
    databases.value("green", "CREATE TABLE colour AS SELECT 'green' AS name")
    for name, new in (("blue", "old"), ("green", "blue")):
        databases.rds.modify_db_instance(
            DBInstanceIdentifier=name, NewDBInstanceIdentifier=new, ApplyImmediately=True
        )
    databases.available("old")
    databases.available("blue")
    assert databases.describe("blue")["Endpoint"] == endpoint
    assert databases.value("blue", "SELECT name FROM colour") == "green"
    assert databases.value("old", "SELECT name FROM colour") == "blue"
    for name in ("old", "blue"):
        databases.rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
