"""Snapshots and restores have the data of exactly their moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.rds.conftest import Databases, wait_until


@pytest.fixture(scope="session")
def source(databases: Databases) -> str:
    """An instance that tells when each transaction was committed."""
    databases.rds.create_db_parameter_group(
        DBParameterGroupName="stamps", DBParameterGroupFamily="postgres16", Description="g"
    )
    databases.rds.modify_db_parameter_group(
        DBParameterGroupName="stamps",
        Parameters=[
            {
                "ParameterName": "track_commit_timestamp",
                "ParameterValue": "1",
                "ApplyMethod": "pending-reboot",
            }
        ],
    )
    databases.create("source", DBParameterGroupName="stamps")
    databases.value("source", "CREATE TABLE item (id serial)")
    return "source"


def _restore(databases: Databases, name: str, **when: Any) -> None:
    databases.rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier="source", TargetDBInstanceIdentifier=name, **when
    )
    databases.available(name)


def _ids(databases: Databases, name: str) -> list[int]:
    with databases.connect(name) as connection:
        return [id_ for (id_,) in connection.execute("SELECT id FROM item ORDER BY id")]


def _delete(databases: Databases, *names: str) -> None:
    for name in names:
        databases.rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)


def test_a_point_in_time_restore_has_exactly_the_rows_committed_before(
    databases: Databases, source: str
) -> None:
    with databases.connect(source) as connection:
        for _ in range(200):
            connection.execute("INSERT INTO item DEFAULT VALUES")
        rows = connection.execute(
            "SELECT id, pg_xact_commit_timestamp(xmin) FROM item ORDER BY id"
        ).fetchall()
    committed = dict(rows)
    # Just before and just after the commit of one of them, to the microsecond.
    pivot = list(committed.values())[123]
    for moment, name in ((pivot - timedelta(microseconds=1), "before"), (pivot, "at")):
        _restore(databases, name, RestoreTime=moment)
        expected = [id_ for id_, at in committed.items() if at <= moment]
        assert _ids(databases, name) == expected
    assert len(_ids(databases, "at")) == len(_ids(databases, "before")) + 1
    restored = databases.describe("at")
    assert restored["Endpoint"] != databases.describe(source)["Endpoint"]
    _delete(databases, "before", "at")


def test_the_latest_restorable_time_includes_what_was_just_committed(
    databases: Databases, source: str
) -> None:
    databases.value(source, "INSERT INTO item DEFAULT VALUES RETURNING id")
    expected = _ids(databases, source)
    databases.rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier=source,
        TargetDBInstanceIdentifier="latest",
        UseLatestRestorableTime=True,
    )
    databases.value(source, "INSERT INTO item DEFAULT VALUES RETURNING id")
    databases.available("latest")
    assert _ids(databases, "latest") == expected
    databases.value("latest", "INSERT INTO item DEFAULT VALUES RETURNING id")
    _delete(databases, "latest")


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_moment_outside_the_window_is_refused(
    databases: Databases, source: str, minutes: int
) -> None:
    with pytest.raises(ClientError, match="InvalidParameterValue"):
        _restore(databases, "never", RestoreTime=datetime.now(UTC) + timedelta(minutes=minutes))


def test_the_window_is_told_and_begins_with_the_first_automated_snapshot(
    databases: Databases, source: str
) -> None:
    (backup,) = databases.rds.describe_db_instance_automated_backups(DBInstanceIdentifier=source)[
        "DBInstanceAutomatedBackups"
    ]
    (snapshot,) = databases.rds.describe_db_snapshots(
        DBInstanceIdentifier=source, SnapshotType="automated"
    )["DBSnapshots"]
    window = backup["RestoreWindow"]
    assert window["EarliestTime"] == snapshot["SnapshotCreateTime"]
    assert window["EarliestTime"] < window["LatestTime"] <= datetime.now(UTC)


def test_without_backups_there_is_no_past_to_restore(databases: Databases) -> None:
    databases.create("unsaved", BackupRetentionPeriod=0)
    assert "LatestRestorableTime" not in databases.describe("unsaved")
    with pytest.raises(ClientError, match="PointInTimeRestoreNotEnabled"):
        databases.rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier="unsaved",
            TargetDBInstanceIdentifier="never",
            UseLatestRestorableTime=True,
        )
    _delete(databases, "unsaved")


def test_a_stopped_instance_s_past_can_be_restored_up_to_its_last_commit(
    databases: Databases, source: str
) -> None:
    expected = _ids(databases, source)
    databases.rds.stop_db_instance(DBInstanceIdentifier=source)
    databases.available(source, "stopped")
    _restore(databases, "offline", UseLatestRestorableTime=True)
    assert _ids(databases, "offline") == expected
    _delete(databases, "offline")
    databases.rds.start_db_instance(DBInstanceIdentifier=source)
    databases.available(source)


def test_a_snapshot_and_its_copy_in_another_region_restore_what_it_saw(
    databases: Databases, source: str
) -> None:
    expected = _ids(databases, source)
    taken = databases.rds.create_db_snapshot(
        DBInstanceIdentifier=source, DBSnapshotIdentifier="manual"
    )["DBSnapshot"]
    assert (taken["Status"], taken["PercentProgress"]) == ("creating", 0)

    def snapshot() -> dict[str, Any]:
        found: dict[str, Any] = databases.rds.describe_db_snapshots(DBSnapshotIdentifier="manual")[
            "DBSnapshots"
        ][0]
        return found

    wait_until(lambda: snapshot()["Status"] == "available", "the snapshot")
    assert snapshot()["PercentProgress"] == 100
    databases.available(source)
    databases.value(source, "INSERT INTO item DEFAULT VALUES RETURNING id")
    databases.rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="restored", DBSnapshotIdentifier="manual"
    )
    databases.available("restored")
    assert _ids(databases, "restored") == expected
    elsewhere = databases.client("rds", "eu-central-1")
    elsewhere.copy_db_snapshot(
        SourceDBSnapshotIdentifier=snapshot()["DBSnapshotArn"],
        TargetDBSnapshotIdentifier="copy",
        SourceRegion="eu-west-1",
    )
    databases.rds.delete_db_snapshot(DBSnapshotIdentifier="manual")
    elsewhere.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="abroad", DBSnapshotIdentifier="copy"
    )

    def abroad() -> dict[str, Any]:
        found: dict[str, Any] = elsewhere.describe_db_instances(DBInstanceIdentifier="abroad")[
            "DBInstances"
        ][0]
        return found

    wait_until(lambda: abroad()["DBInstanceStatus"] == "available", "the copy's instance")
    with databases.connect(source, port=abroad()["Endpoint"]["Port"]) as connection:
        found = [id_ for (id_,) in connection.execute("SELECT id FROM item ORDER BY id")]
    assert found == expected
    elsewhere.delete_db_instance(DBInstanceIdentifier="abroad", SkipFinalSnapshot=True)
    _delete(databases, "restored")


def test_a_deleted_instance_leaves_its_final_snapshot_and_nothing_else(
    databases: Databases,
) -> None:
    databases.create("doomed", DeletionProtection=True, BackupRetentionPeriod=0)
    databases.value("doomed", "CREATE TABLE last_words AS SELECT 42 AS answer")
    last = {"DBInstanceIdentifier": "doomed", "FinalDBSnapshotIdentifier": "doomed-final"}
    with pytest.raises(ClientError, match="Cannot delete protected DB Instance"):
        databases.rds.delete_db_instance(**last)
    databases.rds.modify_db_instance(DBInstanceIdentifier="doomed", DeletionProtection=False)
    databases.available("doomed")
    databases.rds.delete_db_instance(**last)
    databases.rds.get_waiter("db_snapshot_completed").wait(
        DBSnapshotIdentifier="doomed-final", WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    folder = databases.folder / "rds" / "eu-west-1" / "doomed"
    wait_until(lambda: not list(folder.glob("*/data")), "the data removed")
    # The name's endpoint stays, as its DNS name does on RDS.
    databases.rds.restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier="doomed", DBSnapshotIdentifier="doomed-final"
    )
    databases.available("doomed")
    assert databases.value("doomed", "SELECT answer FROM last_words") == 42
    started = time.monotonic()
    _delete(databases, "doomed")
    assert time.monotonic() - started < 5
