"""RDS for PostgreSQL, as prod has it and as dev has it."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from cdktf import TerraformOutput, TerraformStack

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.data.database import Database
from webservice.errors import InvalidValue
from webservice.iam import Role, trust_policy
from webservice.keys import Keys
from webservice.network.security_group import SecurityGroup
from webservice.settings import DatabaseSettings

DATA_KEY = "${aws_kms_key.key_data.arn}"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:web-test"
NETWORK: Any = SimpleNamespace(vpc_id="vpc-1", isolated_subnet_ids=["subnet-1", "subnet-2"])
ALONE = DatabaseSettings(instance_class="db.m7g.large", storage_gib=50, max_storage_gib=200)
SMALL = DatabaseSettings(
    instance_class="db.t4g.micro",
    multi_az=False,
    backup_retention_days=0,
    monitoring_interval_seconds=0,
    deletion_protection=False,
    final_snapshot=False,
)


def database(
    stack: TerraformStack, settings: DatabaseSettings, *, destroyable: bool = False
) -> Database:
    keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
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
    )


@pytest.fixture(scope="module")
def alone() -> Synthesized:
    """A database as prod has it, without its copies."""

    def build(stack: TerraformStack) -> None:
        made = database(stack, ALONE)
        task = SecurityGroup(
            stack, "task", name="web-test-task", description="task", vpc_id=NETWORK.vpc_id
        )
        made.allow_from("service", task)
        role = Role(
            stack,
            "role",
            name="web-test-task",
            assume_role_policy=trust_policy("ecs-tasks.amazonaws.com"),
            description="task",
        )
        made.grant_connect(role, "app")

    return synthesize(build)


@pytest.fixture(scope="module")
def small() -> Synthesized:
    """A database as dev has it."""
    return synthesize(lambda stack: database(stack, SMALL))


@pytest.fixture(scope="module")
def destroyable() -> Synthesized:
    return synthesize(lambda stack: database(stack, ALONE, destroyable=True))


@pytest.fixture
def instance(alone: Synthesized) -> dict[str, Any]:
    return alone.one("aws_db_instance")


def test_storage_and_insights_are_encrypted_with_the_data_key(instance: dict[str, Any]) -> None:
    assert instance["storage_encrypted"] is True
    assert instance["kms_key_id"] == DATA_KEY
    assert instance["performance_insights_kms_key_id"] == DATA_KEY


def test_storage_grows_by_itself_on_gp3(instance: dict[str, Any]) -> None:
    assert instance["storage_type"] == "gp3"
    assert (instance["allocated_storage"], instance["max_allocated_storage"]) == (50, 200)


def test_it_lies_in_the_isolated_subnets_and_is_never_public(
    alone: Synthesized, instance: dict[str, Any]
) -> None:
    assert instance["publicly_accessible"] is False
    assert alone.one("aws_db_subnet_group")["subnet_ids"] == ["subnet-1", "subnet-2"]


def test_the_port_is_rds_s_own_choice_and_told_as_the_instance_tells_it() -> None:
    def build(stack: TerraformStack) -> None:
        TerraformOutput(stack, "port", value=database(stack, SMALL).endpoint_port)

    made = synthesize(build)
    assert "port" not in made.one("aws_db_instance")
    assert made.document["output"]["port"]["value"] == "${aws_db_instance.database.port}"


def test_only_what_was_allowed_reaches_its_port(alone: Synthesized, small: Synthesized) -> None:
    rule = alone.one("aws_vpc_security_group_ingress_rule")
    assert (rule["from_port"], rule["to_port"], rule["ip_protocol"]) == (5432, 5432, "tcp")
    assert "cidr_ipv4" not in rule
    assert small.all("aws_vpc_security_group_ingress_rule") == {}


def test_tls_is_forced_and_connections_and_slow_statements_are_logged(alone: Synthesized) -> None:
    group = alone.one("aws_db_parameter_group")
    assert {each["name"]: each["value"] for each in group["parameter"]} == {
        "rds.force_ssl": "1",
        "log_connections": "1",
        "log_disconnections": "1",
        "log_min_duration_statement": "1000",
        "log_statement": "ddl",
    }


def test_the_parameter_group_of_the_next_major_version_is_made_before_this_one_goes(
    alone: Synthesized,
) -> None:
    group = alone.one("aws_db_parameter_group")
    assert (group["family"], group["name"]) == ("postgres16", "web-test-postgres16")
    assert group["lifecycle"] == {"create_before_destroy": True}


def test_rds_manages_the_master_password_under_the_secrets_key(instance: dict[str, Any]) -> None:
    assert instance["manage_master_user_password"] is True
    assert instance["master_user_secret_kms_key_id"] == "${aws_kms_key.key_secrets.arn}"
    assert not {"password", "password_wo"} & set(instance)


def test_log_groups_exist_encrypted_and_expiring_before_the_instance_exports_to_them(
    alone: Synthesized, instance: dict[str, Any]
) -> None:
    groups = alone.all("aws_cloudwatch_log_group")
    assert [group["name"] for group in groups.values()] == [
        "/aws/rds/instance/web-test/postgresql",
        "/aws/rds/instance/web-test/upgrade",
    ]
    assert {group["kms_key_id"] for group in groups.values()} == {"${aws_kms_key.key_logs.arn}"}
    assert {group["retention_in_days"] for group in groups.values()} == {365}
    waited_for = {f"aws_cloudwatch_log_group.{name}" for name in groups}
    assert waited_for <= set(instance["depends_on"])
    assert instance["enabled_cloudwatch_logs_exports"] == ["postgresql", "upgrade"]


def test_it_is_backed_up_daily_and_its_tags_follow_into_the_snapshots(
    instance: dict[str, Any],
) -> None:
    assert instance["backup_retention_period"] == 14
    assert instance["backup_window"] == "02:00-02:30"
    assert instance["copy_tags_to_snapshot"] is True


def test_changes_wait_for_the_maintenance_window(instance: dict[str, Any]) -> None:
    assert instance["apply_immediately"] is False
    assert instance["maintenance_window"] == "sun:03:00-sun:04:00"
    assert instance["auto_minor_version_upgrade"] is True


def test_enhanced_monitoring_has_a_role_that_only_this_account_s_instances_use(
    alone: Synthesized, instance: dict[str, Any]
) -> None:
    assert instance["monitoring_interval"] == 60
    role = next(
        role
        for role in alone.all("aws_iam_role").values()
        if role["name"] == "web-test-database-monitoring"
    )
    (statement,) = json.loads(role["assume_role_policy"])["Statement"]
    assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_without_enhanced_monitoring_there_is_no_role(small: Synthesized) -> None:
    assert small.all("aws_iam_role") == {}
    assert "monitoring_role_arn" not in small.one("aws_db_instance")


def test_events_of_this_instance_reach_the_topic(alone: Synthesized) -> None:
    subscription = alone.one("aws_db_event_subscription")
    assert subscription["sns_topic"] == TOPIC
    assert subscription["source_ids"] == ["${aws_db_instance.database.identifier}"]
    wanted = {"backup", "failover", "failure", "low storage", "maintenance", "recovery"}
    assert wanted <= set(subscription["event_categories"])


def test_a_role_may_connect_as_the_one_user_of_the_one_instance(alone: Synthesized) -> None:
    policy = alone.one("aws_iam_role_policy")
    (statement,) = json.loads(policy["policy"])["Statement"]
    resource_id = "${aws_db_instance.database.resource_id}"
    assert statement["Action"] == "rds-db:connect"
    assert statement["Resource"] == (f"arn:aws:rds-db:{REGION}:{ACCOUNT}:dbuser:{resource_id}/app")


@pytest.mark.parametrize("user", ["*", "App", "app/other", ""])
def test_a_user_that_is_no_postgresql_name_is_refused(user: str) -> None:
    def build(stack: TerraformStack) -> None:
        role = Role(stack, "role", name="r", assume_role_policy="{}", description="r")
        database(stack, SMALL).grant_connect(role, user)

    with pytest.raises(InvalidValue, match="database user"):
        synthesize(build)


def test_it_can_not_be_lost_by_an_apply(instance: dict[str, Any]) -> None:
    assert instance["deletion_protection"] is True
    assert instance["skip_final_snapshot"] is False
    assert instance["final_snapshot_identifier"] == "web-test-final"
    assert instance["delete_automated_backups"] is False
    assert instance["lifecycle"] == {"prevent_destroy": True}


def test_destroyable_lowers_every_protection(destroyable: Synthesized) -> None:
    instance = destroyable.one("aws_db_instance")
    assert instance["deletion_protection"] is False
    assert instance["skip_final_snapshot"] is True
    assert instance["delete_automated_backups"] is True
    assert instance["lifecycle"] == {"prevent_destroy": False}


def test_standby_and_protection_are_choices(instance: dict[str, Any], small: Synthesized) -> None:
    assert instance["multi_az"] is True
    assert small.one("aws_db_instance")["multi_az"] is False
    assert small.one("aws_db_instance")["deletion_protection"] is False


def test_the_names_of_what_keeps_data_are_pinned(alone: Synthesized) -> None:
    assert list(alone.all("aws_db_instance")) == ["database"]
    assert list(alone.all("aws_cloudwatch_log_group")) == [
        "log_group_database_postgresql",
        "log_group_database_upgrade",
    ]
