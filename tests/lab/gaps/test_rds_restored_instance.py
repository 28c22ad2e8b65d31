"""A restored instance stands alone."""

from typing import Any


def _restored(clients: Any) -> dict[str, Any]:
    rds = clients("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="g", DBParameterGroupFamily="postgres16", Description="g"
    )
    rds.create_db_instance(
        DBInstanceIdentifier="one",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        EngineVersion="16.3",
        MasterUsername="dbadmin",
        MasterUserPassword="not-a-secret",
        MultiAZ=True,
        DeletionProtection=True,
        DBParameterGroupName="g",
        BackupRetentionPeriod=7,
    )
    rds.get_waiter("db_instance_available").wait(
        DBInstanceIdentifier="one", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier="one",
        TargetDBInstanceIdentifier="two",
        UseLatestRestorableTime=True,
    )
    found: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier="two")["DBInstances"][0]
    return found


def _shape(instance: dict[str, Any]) -> tuple[Any, ...]:
    return (
        instance.get("ReadReplicaSourceDBInstanceIdentifier"),
        instance["MultiAZ"],
        instance["DeletionProtection"],
        [group["DBParameterGroupName"] for group in instance["DBParameterGroups"]],
    )


def test_upstream_s_restored_instance_follows_its_source(upstream: Any) -> None:
    assert _shape(_restored(upstream)) == ("one", True, True, ["g"])


def test_the_lab_s_restored_instance_stands_alone(lab: Any) -> None:
    assert _shape(_restored(lab)) == (None, False, False, ["default.postgres16"])
