"""A read replica is an instance of its own."""

from typing import Any

from botocore.exceptions import ClientError


def _pair(clients: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    rds = clients("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="primary",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        MultiAZ=True,
        BackupRetentionPeriod=7,
        DeletionProtection=True,
        ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId=clients("kms").create_key()["KeyMetadata"]["KeyId"],
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=[{"Key": "Role", "Value": "primary"}],
    )
    rds.create_db_instance_read_replica(
        DBInstanceIdentifier="replica",
        SourceDBInstanceIdentifier="primary",
        EnableCloudwatchLogsExports=["upgrade"],
        Tags=[{"Key": "Role", "Value": "replica"}],
    )
    primary, replica = (
        rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
        for name in ("primary", "replica")
    )
    return primary, replica


def test_upstream_s_replica_is_a_copy_of_its_primary(upstream: Any) -> None:
    primary, replica = _pair(upstream)
    assert replica["DbiResourceId"] == primary["DbiResourceId"]
    assert replica["BackupRetentionPeriod"] == 7
    assert replica["MultiAZ"] is True
    assert replica["DeletionProtection"] is True
    assert replica["EnabledCloudwatchLogsExports"] == ["postgresql"]


def test_the_lab_s_replica_has_an_id_and_settings_of_its_own(lab: Any) -> None:
    primary, replica = _pair(lab)
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == "primary"
    assert primary["ReadReplicaDBInstanceIdentifiers"] == ["replica"]
    assert replica["DbiResourceId"] != primary["DbiResourceId"]
    assert replica["BackupRetentionPeriod"] == 0
    assert replica["MultiAZ"] is False
    assert replica["DeletionProtection"] is False
    assert replica["EnabledCloudwatchLogsExports"] == ["upgrade"]
    assert replica["TagList"] == [{"Key": "Role", "Value": "replica"}]
    assert (primary["MultiAZ"], primary["BackupRetentionPeriod"]) == (True, 7)
    assert primary["EnabledCloudwatchLogsExports"] == ["postgresql"]


def _delete_replica(clients: Any) -> str:
    """Return what became of the primary's master secret: `kept`, or the error's code."""
    primary, _ = _pair(clients)
    rds = clients("rds")
    rds.modify_db_instance(DBInstanceIdentifier="replica", DeletionProtection=False)
    rds.delete_db_instance(DBInstanceIdentifier="replica", SkipFinalSnapshot=True)
    try:
        clients("secretsmanager").describe_secret(SecretId=primary["MasterUserSecret"]["SecretArn"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "kept"


def test_upstream_deletes_the_primary_s_secret_with_the_replica(upstream: Any) -> None:
    assert _delete_replica(upstream) == "ResourceNotFoundException"


def test_the_lab_keeps_the_primary_s_secret(lab: Any) -> None:
    assert _delete_replica(lab) == "kept"
