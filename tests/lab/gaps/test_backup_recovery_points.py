"""A vault's recovery points can be listed."""

from typing import Any

import pytest
from botocore.exceptions import ClientError


def _list(clients: Any) -> Any:
    backup = clients("backup")
    backup.create_backup_vault(BackupVaultName="v")
    return backup.list_recovery_points_by_backup_vault(BackupVaultName="v")["RecoveryPoints"]


def test_upstream_cannot_list_them(upstream: Any) -> None:
    with pytest.raises(ClientError):
        _list(upstream)


def test_the_lab_lists_none(lab: Any) -> None:
    assert _list(lab) == []
