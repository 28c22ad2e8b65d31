"""AWS Backup gives back the tags of its plans and vaults.

Moto takes the ARN from the part of the path before the last slash, which is right for
clients that write `/tags/<arn>/` only; the Terraform provider writes `/tags/<arn>`.
"""

from __future__ import annotations

import json
from urllib.parse import unquote

from moto.backup.responses import BackupResponse


def _list_tags(self: BackupResponse) -> str:
    arn = unquote(self.path.split("/tags/", 1)[1].rstrip("/"))
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})


def close() -> None:
    """Find the ARN with and without a slash behind it."""
    BackupResponse.list_tags = _list_tags
