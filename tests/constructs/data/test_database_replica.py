"""The database's copies: a read replica, and automated backups in a second region."""

import dataclasses
import json
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from tests.constructs.data.test_database import ALONE, NETWORK, SMALL, TOPIC
from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.data.database import Database
from webservice.errors import InvalidValue
from webservice.keys import Key, Keys
from webservice.settings import DatabaseSettings

COPIED = dataclasses.replace(
    ALONE,
    read_replica=True,
    replicate_backups=True,
    backup_retention_days=35,
    performance_insights_retention_days=731,
)
EPHEMERAL = "${ephemeral.aws_secretsmanager_random_password.database_master.random_password}"


def build(
    stack: TerraformStack,
    settings: DatabaseSettings,
    *,
    second_region: bool = True,
    destroyable: bool = False,
) -> Database:
    keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
    elsewhere: dict[str, Any] = {}
    if second_region:
        provider = AwsProvider(stack, "aws-backup", alias="backup", region="eu-central-1")
        elsewhere["backup_region_provider"] = provider
        elsewhere["backup_region_key"] = Key(
            stack,
            "key-copies",
            alias="web-test-copies",
            description="copies",
            account=ACCOUNT,
            logical_id="key_copies",
            provider=provider,
        )
    return Database(
        stack,
        "database",
        prefix="web-test",
        account=ACCOUNT,
        region=REGION,
        settings=settings,
        network=NETWORK,
        data_key=keys.data,
        logs_key=keys.logs,
        secrets_key=keys.secrets,
        topic_arn=TOPIC,
        destroyable=destroyable,
        **elsewhere,
    )


@pytest.fixture(scope="module")
def copied() -> Synthesized:
    return synthesize(lambda stack: build(stack, COPIED))


@pytest.fixture
def primary(copied: Synthesized) -> dict[str, Any]:
    return copied.all("aws_db_instance")["database"]


@pytest.fixture
def replica(copied: Synthesized) -> dict[str, Any]:
    return copied.all("aws_db_instance")["database_replica"]


def test_the_replica_follows_the_primary(replica: dict[str, Any]) -> None:
    assert replica["replicate_source_db"] == "${aws_db_instance.database.identifier}"
    assert replica["identifier"] == "web-test-replica"


def test_the_replica_is_given_nothing_that_rds_refuses_on_one(replica: dict[str, Any]) -> None:
    refused = {
        "backup_retention_period",
        "db_name",
        "db_subnet_group_name",
        "engine",
        "kms_key_id",
        "manage_master_user_password",
        "password_wo",
        "username",
    }
    assert not refused & set(replica)
    assert replica["skip_final_snapshot"] is True


def test_the_replica_is_observed_and_protected_as_the_primary_is(
    primary: dict[str, Any], replica: dict[str, Any]
) -> None:
    shared = (
        "database_insights_mode",
        "deletion_protection",
        "iam_database_authentication_enabled",
        "lifecycle",
        "monitoring_interval",
        "monitoring_role_arn",
        "parameter_group_name",
        "performance_insights_enabled",
        "performance_insights_kms_key_id",
        "performance_insights_retention_period",
        "publicly_accessible",
        "storage_encrypted",
        "vpc_security_group_ids",
    )
    assert {name: replica[name] for name in shared} == {name: primary[name] for name in shared}


def test_the_replica_exports_to_log_groups_of_its_own(
    copied: Synthesized, replica: dict[str, Any]
) -> None:
    groups = copied.all("aws_cloudwatch_log_group")
    assert groups["log_group_database_replica_postgresql"]["name"] == (
        "/aws/rds/instance/web-test-replica/postgresql"
    )
    assert "aws_cloudwatch_log_group.log_group_database_replica_upgrade" in replica["depends_on"]


def test_events_of_the_replica_reach_the_topic_too(copied: Synthesized) -> None:
    assert copied.one("aws_db_event_subscription")["source_ids"] == [
        "${aws_db_instance.database.identifier}",
        "${aws_db_instance.database_replica.identifier}",
    ]


def test_with_a_replica_the_master_password_is_ours_since_rds_refuses_replicas_of_its_own(
    copied: Synthesized, primary: dict[str, Any]
) -> None:
    assert "manage_master_user_password" not in primary
    secret = copied.all("aws_secretsmanager_secret")["database_master_secret"]
    assert secret["kms_key_id"] == "${aws_kms_key.key_secrets.arn}"


def test_the_master_password_goes_through_write_only_arguments_alone(
    copied: Synthesized, primary: dict[str, Any]
) -> None:
    (stored,) = copied.all("aws_secretsmanager_secret_version").values()
    assert primary["password_wo"] == EPHEMERAL
    assert json.loads(stored["secret_string_wo"]) == {"username": "dbadmin", "password": EPHEMERAL}
    assert json.dumps(copied.document).count("ephemeral.aws_secretsmanager") == 2


def test_instance_and_secret_get_a_new_password_in_the_same_apply(
    copied: Synthesized, primary: dict[str, Any]
) -> None:
    (stored,) = copied.all("aws_secretsmanager_secret_version").values()
    assert stored["secret_string_wo_version"] == primary["password_wo_version"]
    assert stored["depends_on"] == ["aws_db_instance.database"]
    assert stored["lifecycle"] == {"replace_triggered_by": ["aws_db_instance.database.resource_id"]}


def test_a_second_year_of_insights_needs_the_advanced_mode(primary: dict[str, Any]) -> None:
    assert primary["performance_insights_retention_period"] == 731
    assert primary["database_insights_mode"] == "advanced"


def test_automated_backups_are_replicated_under_a_key_of_the_second_region(
    copied: Synthesized,
) -> None:
    replications = copied.all("aws_db_instance_automated_backups_replication")
    assert replications["database_backups_replication"] == {
        "kms_key_id": "${aws_kms_key.key_copies.arn}",
        "provider": "aws.backup",
        "retention_period": 35,
        "source_db_instance_arn": "${aws_db_instance.database.arn}",
    }


def test_without_the_choice_there_is_no_copy() -> None:
    small = synthesize(lambda stack: build(stack, SMALL))
    assert list(small.all("aws_db_instance")) == ["database"]
    assert small.all("aws_db_instance_automated_backups_replication") == {}
    assert small.all("aws_secretsmanager_secret") == {}
    assert "ephemeral" not in small.document


def test_destroyable_unprotects_the_replica_and_its_secret() -> None:
    lowered = synthesize(lambda stack: build(stack, COPIED, destroyable=True))
    assert {each["deletion_protection"] for each in lowered.all("aws_db_instance").values()} == {
        False
    }
    assert lowered.one("aws_secretsmanager_secret")["recovery_window_in_days"] == 0


def test_replication_without_a_second_region_is_refused() -> None:
    with pytest.raises(InvalidValue, match="needs the provider and the key"):
        synthesize(lambda stack: build(stack, COPIED, second_region=False))


def test_replication_of_no_backups_is_refused() -> None:
    none = dataclasses.replace(COPIED, read_replica=False, backup_retention_days=0)
    with pytest.raises(InvalidValue, match=r"backup_retention_days = 0: must be above 0"):
        synthesize(lambda stack: build(stack, none))
