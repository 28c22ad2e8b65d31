"""A backup vault can have an access policy.

Moto knows none of the three calls.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from moto.backup import urls
from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.responses import BackupResponse

if TYPE_CHECKING:
    from moto.backup.models import Vault


def _vault(response: BackupResponse) -> Vault:
    name = response.path.split("/backup-vaults/")[1].split("/")[0]
    return response.backup_backend.describe_backup_vault(name)


def _put(self: BackupResponse) -> str:
    _vault(self).access_policy = json.loads(self.body)["Policy"]
    return "{}"


def _get(self: BackupResponse) -> str:
    vault = _vault(self)
    policy = getattr(vault, "access_policy", None)
    if policy is None:
        raise ResourceNotFoundException(msg=f"{vault.backup_vault_name} has no access policy")
    return json.dumps(
        {
            "BackupVaultName": vault.backup_vault_name,
            "BackupVaultArn": vault.backup_vault_arn,
            "Policy": policy,
        }
    )


def _delete(self: BackupResponse) -> str:
    _vault(self).access_policy = None
    return "{}"


def close() -> None:
    """Route and answer the three calls."""
    urls.url_paths["{0}/backup-vaults/(?P<name>[^/]+)/access-policy$"] = urls.response.dispatch
    BackupResponse.put_backup_vault_access_policy = _put
    BackupResponse.get_backup_vault_access_policy = _get
    BackupResponse.delete_backup_vault_access_policy = _delete
