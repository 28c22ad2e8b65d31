"""AWS Backup lists the recovery points of a vault.

Moto has no such call. It takes no backups either, so the list is empty; a vault that may
be emptied asks for it before it is deleted.
"""

from __future__ import annotations

import json

from moto.backup import urls
from moto.backup.responses import BackupResponse


def _list(self: BackupResponse) -> str:
    name = self.path.split("/backup-vaults/")[1].split("/")[0]
    self.backup_backend.describe_backup_vault(name)
    return json.dumps({"RecoveryPoints": []})


def close() -> None:
    """Route and answer the call."""
    path = "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points"
    urls.url_paths[f"{path}$"] = urls.response.dispatch
    urls.url_paths[f"{path}/$"] = urls.response.dispatch
    BackupResponse.list_recovery_points_by_backup_vault = _list
