"""AWS Backup: vault, daily plan, and copies in a second region."""

import json
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.data.backup import Backup
from webservice.errors import InvalidValue
from webservice.keys import Key, Keys
from webservice.settings import BackupSettings

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:web-test"
DATABASE = f"arn:aws:rds:{REGION}:{ACCOUNT}:db:web-test"
COPIED = BackupSettings(retention_days=90, copy_to_backup_region=True)


def build(
    stack: TerraformStack,
    settings: BackupSettings,
    *,
    second_region: bool = True,
    destroyable: bool = False,
    resource_arns: tuple[str, ...] = (DATABASE,),
) -> Backup:
    keys = Keys(stack, "keys", prefix="web-test", account=ACCOUNT, region=REGION)
    elsewhere: dict[str, Any] = {}
    if second_region:
        provider = AwsProvider(stack, "aws-backup", alias="backup", region="eu-central-1")
        elsewhere["copy_provider"] = provider
        elsewhere["copy_key"] = Key(
            stack,
            "key-copies",
            alias="web-test-copies",
            description="copies",
            account=ACCOUNT,
            logical_id="key_copies",
            provider=provider,
        )
    return Backup(
        stack,
        "backup",
        prefix="web-test",
        account=ACCOUNT,
        settings=settings,
        key=keys.backups,
        topic_arn=TOPIC,
        resource_arns=list(resource_arns),
        destroyable=destroyable,
        **elsewhere,
    )


@pytest.fixture(scope="module")
def copied() -> Synthesized:
    """Backups as prod has them."""
    return synthesize(lambda stack: build(stack, COPIED))


@pytest.fixture(scope="module")
def plain() -> Synthesized:
    """Backups as dev has them, and destroyable."""
    return synthesize(
        lambda stack: build(stack, BackupSettings(), second_region=False, destroyable=True)
    )


def rule_of(synthesized: Synthesized) -> dict[str, Any]:
    (rule,) = synthesized.one("aws_backup_plan")["rule"]
    assert isinstance(rule, dict)
    return rule


def test_each_vault_is_encrypted_with_a_key_of_its_region(copied: Synthesized) -> None:
    vaults = copied.all("aws_backup_vault")
    assert vaults["backup_vault"]["kms_key_arn"] == "${aws_kms_key.key_backups.arn}"
    assert vaults["backup_vault_copy"]["kms_key_arn"] == "${aws_kms_key.key_copies.arn}"
    assert vaults["backup_vault_copy"]["provider"] == "aws.backup"


def test_nobody_deletes_a_recovery_point_by_hand_in_either_vault(copied: Synthesized) -> None:
    policies = copied.all("aws_backup_vault_policy").values()
    assert sorted(policy["backup_vault_name"] for policy in policies) == [
        "${aws_backup_vault.backup_vault.name}",
        "${aws_backup_vault.backup_vault_copy.name}",
    ]
    for policy in policies:
        (statement,) = json.loads(policy["policy"])["Statement"]
        assert (statement["Effect"], statement["Principal"]) == ("Deny", {"AWS": "*"})
        assert "backup:DeleteRecoveryPoint" in statement["Action"]
        assert "backup:UpdateRecoveryPointLifecycle" in statement["Action"]


def test_destroyable_vaults_may_be_emptied_and_go(plain: Synthesized, copied: Synthesized) -> None:
    assert plain.all("aws_backup_vault_policy") == {}
    assert plain.one("aws_backup_vault")["force_destroy"] is True
    assert {vault["force_destroy"] for vault in copied.all("aws_backup_vault").values()} == {False}


def test_a_recovery_point_is_taken_daily_and_kept_for_the_retention(copied: Synthesized) -> None:
    rule = rule_of(copied)
    assert rule["schedule"] == "cron(0 5 * * ? *)"
    assert rule["target_vault_name"] == "${aws_backup_vault.backup_vault.name}"
    assert rule["lifecycle"] == {"delete_after": 90}


def test_each_recovery_point_is_copied_and_kept_as_long(copied: Synthesized) -> None:
    assert rule_of(copied)["copy_action"] == [
        {
            "destination_vault_arn": "${aws_backup_vault.backup_vault_copy.arn}",
            "lifecycle": {"delete_after": 90},
        }
    ]


def test_without_the_choice_nothing_is_copied(plain: Synthesized) -> None:
    assert "copy_action" not in rule_of(plain)
    assert list(plain.all("aws_backup_vault")) == ["backup_vault"]


def test_just_the_named_resources_are_backed_up(copied: Synthesized) -> None:
    selection = copied.one("aws_backup_selection")
    assert selection["resources"] == [DATABASE]
    assert "selection_tag" not in selection


def test_the_role_holds_aws_backup_s_own_two_policies_and_nothing_else(
    copied: Synthesized,
) -> None:
    attached = copied.all("aws_iam_role_policy_attachment").values()
    prefix = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
    assert sorted(each["policy_arn"] for each in attached) == [
        f"{prefix}Backup",
        f"{prefix}Restores",
    ]
    assert copied.all("aws_iam_role_policy") == {}


def test_jobs_that_failed_reach_the_topic_and_jobs_that_completed_do_not(
    copied: Synthesized,
) -> None:
    rule = copied.one("aws_cloudwatch_event_rule")
    pattern = json.loads(rule["event_pattern"])
    assert "Copy Job State Change" in pattern["detail-type"]
    ended = pattern["detail"]["$or"]
    assert [list(each) for each in ended] == [["state"], ["status"]]
    assert all("FAILED" in states for each in ended for states in each.values())
    assert "COMPLETED" not in rule["event_pattern"]
    assert copied.one("aws_cloudwatch_event_target")["arn"] == TOPIC


def test_copies_without_a_second_region_are_refused() -> None:
    with pytest.raises(InvalidValue, match="needs the provider and the key"):
        synthesize(lambda stack: build(stack, COPIED, second_region=False))


def test_a_plan_over_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue, match="must name at least one resource"):
        synthesize(lambda stack: build(stack, COPIED, resource_arns=()))
