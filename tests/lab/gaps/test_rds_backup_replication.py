"""RDS replicates automated backups to a second region."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"


def _start(clients: Any) -> tuple[str, dict[str, Any]]:
    made = clients("rds").create_db_instance(
        DBInstanceIdentifier="one", DBInstanceClass="db.m7g.large", Engine="postgres"
    )
    arn = made["DBInstance"]["DBInstanceArn"]
    elsewhere = clients("rds", "eu-central-1")
    answer = elsewhere.start_db_instance_automated_backups_replication(
        SourceDBInstanceArn=arn, KmsKeyId=KEY, BackupRetentionPeriod=14
    )
    return arn, answer["DBInstanceAutomatedBackup"]


def _replications(clients: Any) -> list[str]:
    (instance,) = clients("rds").describe_db_instances()["DBInstances"]
    return [
        each["DBInstanceAutomatedBackupsArn"]
        for each in instance.get("DBInstanceAutomatedBackupsReplications", [])
    ]


def test_upstream_cannot_replicate(upstream: Any) -> None:
    with pytest.raises(ResponseParserError, match="500 Internal Server Error"):
        _start(upstream)


def test_the_lab_replicates_and_says_so_in_both_regions(lab: Any) -> None:
    arn, backup = _start(lab)
    found = lab("rds", "eu-central-1").describe_db_instance_automated_backups(
        DBInstanceAutomatedBackupsArn=backup["DBInstanceAutomatedBackupsArn"]
    )["DBInstanceAutomatedBackups"]
    assert [
        (each["DBInstanceArn"], each["KmsKeyId"], each["BackupRetentionPeriod"], each["Status"])
        for each in found
    ] == [(arn, KEY, 14, "replicating")]
    assert _replications(lab) == [backup["DBInstanceAutomatedBackupsArn"]]


def test_the_lab_lists_replicated_backups_beside_a_region_s_own(lab: Any) -> None:
    _start(lab)
    for region, statuses in (("eu-west-1", ["active"]), ("eu-central-1", ["replicating"])):
        found = lab("rds", region).describe_db_instance_automated_backups(
            DBInstanceIdentifier="one"
        )["DBInstanceAutomatedBackups"]
        assert [each["Status"] for each in found] == statuses


def test_the_lab_stops_a_replication_once(lab: Any) -> None:
    arn, backup = _start(lab)
    elsewhere = lab("rds", "eu-central-1")
    elsewhere.stop_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
    assert _replications(lab) == []
    with pytest.raises(ClientError, match="DBInstanceAutomatedBackupNotFound"):
        elsewhere.describe_db_instance_automated_backups(
            DBInstanceAutomatedBackupsArn=backup["DBInstanceAutomatedBackupsArn"]
        )
    with pytest.raises(ClientError, match="not replicating to the current region"):
        elsewhere.stop_db_instance_automated_backups_replication(SourceDBInstanceArn=arn)
