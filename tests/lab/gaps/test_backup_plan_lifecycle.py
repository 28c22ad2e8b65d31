"""A backup plan can be changed, deleted, and made again under its name."""

from typing import Any

import pytest
from botocore.exceptions import ClientError


def _plan(days: int) -> dict[str, Any]:
    rule = {
        "RuleName": "daily",
        "TargetBackupVaultName": "v",
        "Lifecycle": {"DeleteAfterDays": days},
    }
    return {"BackupPlanName": "daily", "Rules": [rule]}


def _again(clients: Any) -> None:
    backup = clients("backup")
    first = backup.create_backup_plan(BackupPlan=_plan(1))["BackupPlanId"]
    backup.delete_backup_plan(BackupPlanId=first)
    backup.create_backup_plan(BackupPlan=_plan(1))


def _update(clients: Any) -> tuple[Any, str]:
    backup = clients("backup")
    plan = backup.create_backup_plan(BackupPlan=_plan(1))["BackupPlanId"]
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan=_plan(7))
    return backup, plan


def test_upstream_keeps_the_name_of_a_deleted_plan(upstream: Any) -> None:
    with pytest.raises(ClientError, match="AlreadyExists"):
        _again(upstream)


def test_upstream_cannot_change_a_plan(upstream: Any) -> None:
    with pytest.raises(ClientError) as refused:
        _update(upstream)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_the_lab_frees_the_name(lab: Any) -> None:
    _again(lab)
    assert len(lab("backup").list_backup_plans()["BackupPlansList"]) == 1


def test_the_lab_changes_a_plan_under_its_id(lab: Any) -> None:
    backup, plan = _update(lab)
    found = backup.get_backup_plan(BackupPlanId=plan)
    assert found["BackupPlan"]["Rules"][0]["Lifecycle"] == {"DeleteAfterDays": 7}
    assert found["BackupPlanId"] == plan
