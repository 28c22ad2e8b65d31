"""RDS replicates an instance's automated backups to a second region.

Moto has neither StartDBInstanceAutomatedBackupsReplication nor its counterpart, and knows
automated backups by their instance only.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import RDSClientError
from moto.rds.responses import RDSResponse

if TYPE_CHECKING:
    from moto.rds.models import DBInstance, RDSBackend

_DEFAULT_RETENTION_DAYS = 7


def _replicated(backend: RDSBackend) -> dict[str, dict[str, Any]]:
    """Return the backups that were replicated to this region, by their ARN."""
    found: dict[str, dict[str, Any]] = backend.__dict__.setdefault("replicated_backups", {})
    return found


def _start(self: RDSResponse) -> ActionResult:
    backend = self.backend
    source = backend.find_db_from_id(self.params["SourceDBInstanceArn"])
    arn = (
        f"arn:{backend.partition}:rds:{backend.region_name}:{backend.account_id}"
        f":auto-backup:ab-{mock_random.get_random_hex(40)}"
    )
    backup = {
        "DBInstanceAutomatedBackupsArn": arn,
        "DBInstanceArn": source.db_instance_arn,
        "DBInstanceIdentifier": source.db_instance_identifier,
        "DbiResourceId": source.dbi_resource_id,
        "Region": source.region,
        "Status": "replicating",
        "Engine": source.engine,
        "EngineVersion": source.engine_version,
        "AllocatedStorage": source.allocated_storage,
        "Encrypted": source.storage_encrypted,
        "KmsKeyId": self.params.get("KmsKeyId"),
        "BackupRetentionPeriod": self.params.get("BackupRetentionPeriod")
        or _DEFAULT_RETENTION_DAYS,
    }
    _replicated(backend)[arn] = backup
    source.db_instance_automated_backups_replications = [
        *getattr(source, "db_instance_automated_backups_replications", []),
        {"DBInstanceAutomatedBackupsArn": arn},
    ]
    return ActionResult({"DBInstanceAutomatedBackup": backup})


def _stop(self: RDSResponse) -> ActionResult:
    source: DBInstance = self.backend.find_db_from_id(self.params["SourceDBInstanceArn"])
    replicated = _replicated(self.backend)
    for arn, backup in replicated.items():
        if backup["DBInstanceArn"] == source.db_instance_arn:
            del replicated[arn]
            source.db_instance_automated_backups_replications = [
                replication
                for replication in source.db_instance_automated_backups_replications
                if replication["DBInstanceAutomatedBackupsArn"] != arn
            ]
            # Stopped, the copies are kept until their retention ends.
            return ActionResult({"DBInstanceAutomatedBackup": {**backup, "Status": "retained"}})
    raise RDSClientError(
        "InvalidDBInstanceState", "The instance is not replicating to the current region."
    )


def close() -> None:
    """Start, stop and describe replications."""
    describe = RDSResponse.describe_db_instance_automated_backups

    @wraps(describe)
    def describe_replicated_too(self: RDSResponse) -> ActionResult:
        replicated = _replicated(self.backend)
        arn = self.params.get("DBInstanceAutomatedBackupsArn")
        if arn is None:
            name = self.params.get("DBInstanceIdentifier")
            own = self.backend.describe_db_instance_automated_backups(**self.params)
            backups = [
                *own,
                *(b for b in replicated.values() if name in (None, b["DBInstanceIdentifier"])),
            ]
            return ActionResult({"DBInstanceAutomatedBackups": backups})
        if arn not in replicated:
            raise RDSClientError("DBInstanceAutomatedBackupNotFound", f"{arn} not found.")
        return ActionResult({"DBInstanceAutomatedBackups": [replicated[arn]]})

    RDSResponse.describe_db_instance_automated_backups = describe_replicated_too
    RDSResponse.start_db_instance_automated_backups_replication = _start
    RDSResponse.stop_db_instance_automated_backups_replication = _stop
