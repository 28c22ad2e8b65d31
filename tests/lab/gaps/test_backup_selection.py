"""AWS Backup assigns resources by selections."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/backup"
DATABASE = "arn:aws:rds:eu-west-1:123456789012:db:one"


def _create(clients: Any) -> tuple[Any, str, str]:
    backup = clients("backup")
    plan = backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "daily",
            "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "v"}],
        }
    )["BackupPlanId"]
    answer = backup.create_backup_selection(
        BackupPlanId=plan,
        BackupSelection={"SelectionName": "s", "IamRoleArn": ROLE, "Resources": [DATABASE]},
    )
    return backup, plan, answer["SelectionId"]


def test_upstream_has_no_selections(upstream: Any) -> None:
    with pytest.raises(ClientError) as refused:
        _create(upstream)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_the_lab_gives_a_selection_back(lab: Any) -> None:
    backup, plan, selection = _create(lab)
    found = backup.get_backup_selection(BackupPlanId=plan, SelectionId=selection)
    assert found["BackupSelection"]["Resources"] == [DATABASE]
    assert found["BackupSelection"]["IamRoleArn"] == ROLE
    listed = backup.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    assert [each["SelectionName"] for each in listed] == ["s"]


def test_the_lab_deletes_a_selection_and_keeps_its_plan(lab: Any) -> None:
    backup, plan, selection = _create(lab)
    backup.delete_backup_selection(BackupPlanId=plan, SelectionId=selection)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        backup.get_backup_selection(BackupPlanId=plan, SelectionId=selection)
    assert backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]["BackupPlanName"] == "daily"


def test_the_lab_refuses_a_selection_of_no_plan(lab: Any) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        lab("backup").list_backup_selections(BackupPlanId="none")
