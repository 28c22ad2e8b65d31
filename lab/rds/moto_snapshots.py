"""Moto's DB snapshots hold data: available once it was copied, and as of that moment."""

from __future__ import annotations

import secrets
from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBInstance, DBInstanceAutomatedBackup, DBSnapshot, RDSBackend

from lab.rds import moto_state

if TYPE_CHECKING:
    from datetime import datetime

    from lab.control import Control


def patch(control: Control) -> None:
    """Patch creating, copying and deleting snapshots, and what automated backups tell."""
    _creation()
    _copies()
    _automated(control)


def _creation() -> None:
    create = DBSnapshot.__init__
    take = RDSBackend.create_db_snapshot

    @wraps(create)
    def create_empty(
        self: DBSnapshot, backend: RDSBackend, database: DBInstance, *args: Any, **kwargs: Any
    ) -> None:
        create(self, backend, database, *args, **kwargs)
        self.percent_progress = 100
        if moto_state.is_ours(database):
            self.status = "creating"
            self.percent_progress = 0
            moto_state.set_data_id(self, f"data-{secrets.token_hex(8)}")

    @wraps(take)
    def take_of_settled(
        self: RDSBackend, db_instance_identifier: str, *args: Any, **kwargs: Any
    ) -> DBSnapshot:
        database = self.databases.get(db_instance_identifier)
        automated = "automated" in (*args, kwargs.get("snapshot_type"))
        if (
            database is not None
            and moto_state.get(database) is not None
            and not automated
            and database.status not in ("available", "stopped")
        ):
            raise RDSClientError("InvalidDBInstanceState", "Instance is not in available state.")
        return take(self, db_instance_identifier, *args, **kwargs)

    DBSnapshot.__init__ = create_empty
    RDSBackend.create_db_snapshot = take_of_settled


def _copies() -> None:
    copy = RDSBackend.copy_db_snapshot
    delete = RDSBackend.delete_db_snapshot

    @wraps(copy)
    def copy_data(
        self: RDSBackend, source_db_snapshot_identifier: str, *args: Any, **kwargs: Any
    ) -> DBSnapshot:
        source = self.get_db_snapshot(source_db_snapshot_identifier)
        held = moto_state.data_id(source)
        if held is not None and source.status != "available":
            raise RDSClientError(
                "InvalidDBSnapshotState",
                f"The snapshot {source_db_snapshot_identifier} is not in available state.",
            )
        target = copy(self, source_db_snapshot_identifier, *args, **kwargs)
        if held is not None:
            # The data never changes: both hold the same.
            moto_state.set_data_id(target, held)
            target.status = "available"
            target.percent_progress = 100
        return target

    @wraps(delete)
    def delete_manual(self: RDSBackend, db_snapshot_identifier: str) -> DBSnapshot:
        snapshot = self.database_snapshots.get(db_snapshot_identifier)
        if (
            snapshot is not None
            and moto_state.data_id(snapshot) is not None
            and snapshot.snapshot_type == "automated"
            and snapshot.db_instance_identifier in self.databases
        ):
            raise RDSClientError(
                "InvalidDBSnapshotState",
                f"{db_snapshot_identifier} is an automated snapshot and can't be deleted.",
            )
        return delete(self, db_snapshot_identifier)

    RDSBackend.copy_db_snapshot = copy_data
    RDSBackend.delete_db_snapshot = delete_manual


def _automated(control: Control) -> None:
    save = DBInstance.save_automated_backup

    @wraps(save)
    def save_where_wanted(self: DBInstance) -> None:
        if not moto_state.is_ours(self):
            save(self)
        elif self.backup_retention_period:
            # Its events come with its data.
            name = self.db_instance_identifier
            moment = control.clock.utc().strftime("%Y-%m-%d-%H-%M")
            self.backend.create_db_snapshot(name, f"rds:{name}-{moment}", "automated")

    def window(self: DBInstanceAutomatedBackup) -> dict[str, datetime] | None:
        database = self.backend.databases.get(self.db_instance_identifier)
        latest = database.latest_restorable_time if database is not None else None
        taken = [each for each in self.automated_snapshots if each.status == "available"]
        if latest is None or not taken:
            return None
        earliest = min(each.snapshot_create_time for each in taken)
        return {"EarliestTime": earliest, "LatestTime": latest}

    def of_snapshot(name: str) -> property:
        return property(lambda self: getattr(self.automated_snapshots[0].database, name, None))

    DBInstance.save_automated_backup = save_where_wanted
    DBInstanceAutomatedBackup.restore_window = property(window)
    for name in (
        "db_instance_arn",
        "dbi_resource_id",
        "region",
        "engine",
        "engine_version",
        "allocated_storage",
        "backup_retention_period",
        "master_username",
        "storage_encrypted",
        "kms_key_id",
    ):
        setattr(DBInstanceAutomatedBackup, name, of_snapshot(name))
