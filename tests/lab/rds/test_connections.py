"""An instance is a PostgreSQL server that clients reach as they reach RDS."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.lab.rds.conftest import DATABASE, USER, Databases, wait_until


@pytest.fixture(scope="session")
def instance(databases: Databases) -> dict[str, Any]:
    """An instance with a parameter group and IAM authentication."""
    databases.rds.create_db_parameter_group(
        DBParameterGroupName="g16", DBParameterGroupFamily="postgres16", Description="g"
    )
    _set(databases, {"log_min_duration_statement": "1234", "rds.no_such_parameter": "1"})
    return databases.create(
        "connections",
        DBParameterGroupName="g16",
        EnableIAMDatabaseAuthentication=True,
        EnableCloudwatchLogsExports=["postgresql"],
    )


def _set(databases: Databases, values: dict[str, str]) -> None:
    databases.rds.modify_db_parameter_group(
        DBParameterGroupName="g16",
        Parameters=[
            {"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"}
            for name, value in values.items()
        ],
    )


def test_the_master_user_connects_over_verified_tls_and_owns_its_database(
    databases: Databases, instance: dict[str, Any]
) -> None:
    with databases.connect("connections") as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (
            USER,
            DATABASE,
        )
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, pg_has_role('rds_superuser', 'member')"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, True, True, True)


def test_a_connection_without_tls_is_refused(
    databases: Databases, instance: dict[str, Any]
) -> None:
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        databases.connect("connections", sslmode="disable")


def test_a_group_s_dynamic_parameters_take_effect_without_a_restart(
    databases: Databases, instance: dict[str, Any]
) -> None:
    started = databases.value("connections", "SELECT pg_postmaster_start_time()")
    _set(databases, {"log_min_duration_statement": "777", "rds.force_ssl": "0"})

    def applied() -> bool:
        return bool(databases.value("connections", "SHOW log_min_duration_statement") == "777ms")

    wait_until(applied, "the parameter")
    databases.connect("connections", sslmode="disable").close()
    assert databases.value("connections", "SELECT pg_postmaster_start_time()") == started
    _set(databases, {"rds.force_ssl": "1"})


def test_a_member_of_rds_iam_connects_with_a_token_over_tls_only_while_iam_is_on(
    databases: Databases, instance: dict[str, Any]
) -> None:
    databases.value("connections", "CREATE ROLE app_user LOGIN; GRANT rds_iam TO app_user")
    token = databases.rds.generate_db_auth_token(
        DBHostname="127.0.0.1", Port=instance["Endpoint"]["Port"], DBUsername="app_user"
    )
    who = {"user": "app_user", "password": token}
    with databases.connect("connections", **who) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("app_user",)
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        databases.connect("connections", **who, sslmode="disable")
    databases.rds.modify_db_instance(
        DBInstanceIdentifier="connections", EnableIAMDatabaseAuthentication=False
    )
    databases.available("connections")
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        databases.connect("connections", **who)


def test_a_new_master_password_replaces_the_old_one(databases: Databases) -> None:
    kms = databases.client("kms").create_key()["KeyMetadata"]["KeyId"]
    databases.create(
        "managed",
        ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId=kms,
        MasterUserPassword="",
        BackupRetentionPeriod=0,
    )
    arn = databases.describe("managed")["MasterUserSecret"]["SecretArn"]
    secrets = databases.client("secretsmanager")

    def password() -> str:
        held = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
        assert held["username"] == USER
        return str(held["password"])

    first = password()
    databases.connect("managed", password=first).close()
    secrets.rotate_secret(SecretId=arn)

    def replaced() -> bool:
        try:
            databases.connect("managed", password=first).close()
        except psycopg.OperationalError:
            return True
        return False

    wait_until(replaced, "the old password refused")
    assert password() != first
    databases.connect("managed", password=password()).close()
    databases.rds.delete_db_instance(DBInstanceIdentifier="managed", SkipFinalSnapshot=True)


def test_the_server_s_log_reaches_cloudwatch_logs(
    databases: Databases, instance: dict[str, Any]
) -> None:
    with (
        databases.connect("connections") as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("SELECT * FROM no_such_table_17")
    logs = databases.client("logs")

    def exported() -> bool:
        try:
            events = logs.filter_log_events(
                logGroupName="/aws/rds/instance/connections/postgresql"
            )["events"]
        except logs.exceptions.ResourceNotFoundException:
            return False
        return any("no_such_table_17" in event["message"] for event in events)

    wait_until(exported, "the error in the log group")


def test_a_value_that_postgresql_refuses_keeps_it_down_until_it_is_mended(
    databases: Databases,
) -> None:
    databases.rds.create_db_parameter_group(
        DBParameterGroupName="bad16", DBParameterGroupFamily="postgres16", Description="g"
    )

    def set_work_mem(value: str) -> None:
        databases.rds.modify_db_parameter_group(
            DBParameterGroupName="bad16",
            Parameters=[
                {"ParameterName": "work_mem", "ParameterValue": value, "ApplyMethod": "immediate"}
            ],
        )

    set_work_mem("a lot")
    databases.create(
        "bad",
        status="incompatible-parameters",
        DBParameterGroupName="bad16",
        BackupRetentionPeriod=0,
    )
    set_work_mem("8192")
    databases.available("bad")
    assert databases.value("bad", "SHOW work_mem") == "8MB"
    databases.rds.delete_db_instance(DBInstanceIdentifier="bad", SkipFinalSnapshot=True)


def test_events_reach_the_topic_of_a_subscription(databases: Databases) -> None:
    topic = databases.client("sns").create_topic(Name="events")["TopicArn"]
    sqs = databases.client("sqs")
    queue = sqs.create_queue(QueueName="events")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    databases.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    databases.rds.create_event_subscription(
        SubscriptionName="events",
        SnsTopicArn=topic,
        SourceType="db-instance",
        SourceIds=["told"],
        EventCategories=["availability"],
        Enabled=True,
    )
    databases.create("told", BackupRetentionPeriod=0)
    databases.rds.reboot_db_instance(DBInstanceIdentifier="told")
    databases.available("told")
    answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    told = [json.loads(json.loads(each["Body"])["Message"]) for each in answer["Messages"]]
    assert [each["Event Message"] for each in told] == [
        "DB instance shutdown",
        "DB instance restarted",
    ]
    assert told[1]["Event ID"].endswith("#RDS-EVENT-0006")
    assert told[1]["Source ID"] == "told"
    databases.rds.delete_db_instance(DBInstanceIdentifier="told", SkipFinalSnapshot=True)
