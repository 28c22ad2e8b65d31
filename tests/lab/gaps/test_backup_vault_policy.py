"""A backup vault can have an access policy."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

POLICY = '{"Version":"2012-10-17","Statement":[]}'


def _put(clients: Any) -> Any:
    backup = clients("backup")
    backup.create_backup_vault(BackupVaultName="v")
    backup.put_backup_vault_access_policy(BackupVaultName="v", Policy=POLICY)
    return backup


def test_upstream_has_no_policies(upstream: Any) -> None:
    with pytest.raises(ClientError):
        _put(upstream)


def test_the_lab_gives_the_policy_back(lab: Any) -> None:
    backup = _put(lab)
    assert backup.get_backup_vault_access_policy(BackupVaultName="v")["Policy"] == POLICY


def test_the_lab_forgets_a_deleted_policy(lab: Any) -> None:
    backup = _put(lab)
    backup.delete_backup_vault_access_policy(BackupVaultName="v")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        backup.get_backup_vault_access_policy(BackupVaultName="v")
