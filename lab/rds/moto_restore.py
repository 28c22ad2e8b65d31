"""Restored instances begin with the data of a snapshot, or of another instance's past."""

from __future__ import annotations

from datetime import UTC
from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import RDSBackend

from lab.rds import moto_state
from lab.rds.desired import FromSnapshot, PointInTime

if TYPE_CHECKING:
    from datetime import datetime

    from moto.rds.models import DBInstance

    from lab.control import Control
    from lab.rds.ports import Ports


def patch(control: Control, ports: Ports) -> None:
    """Patch both kinds of restores."""
    _from_snapshot(ports)
    _to_point_in_time(control, ports)


def _from_snapshot(ports: Ports) -> None:
    restore = RDSBackend.restore_db_instance_from_db_snapshot

    @wraps(restore)
    def restore_data(
        self: RDSBackend, from_snapshot_id: str, overrides: dict[str, Any]
    ) -> DBInstance:
        snapshot = self.get_db_snapshot(from_snapshot_id)
        held = moto_state.data_id(snapshot)
        if held is not None and snapshot.status != "available":
            raise RDSClientError(
                "InvalidDBSnapshotState", f"{from_snapshot_id} is not in available state."
            )
        database = restore(self, from_snapshot_id, overrides)
        if held is not None and moto_state.is_ours(database):
            moto_state.begin(database, FromSnapshot(held), ports)
        return database

    RDSBackend.restore_db_instance_from_db_snapshot = restore_data


def _to_point_in_time(control: Control, ports: Ports) -> None:
    restore = RDSBackend.restore_db_instance_to_point_in_time

    @wraps(restore)
    def restore_data(
        self: RDSBackend,
        source_db_identifier: str | None,
        target_db_identifier: str,
        overrides: dict[str, Any],
    ) -> DBInstance:
        source = _source(self, source_db_identifier, overrides)
        found = moto_state.get(source)
        name = source.db_instance_identifier
        if found is None:
            return restore(self, name, target_db_identifier, overrides)
        now = control.clock.utc().replace(tzinfo=None)
        moment = _moment(overrides, now)
        if not source.backup_retention_period:
            raise RDSClientError(
                "PointInTimeRestoreNotEnabled",
                f"Point In Time Restore is not enabled for instance {name}: "
                "its backup retention period is 0.",
            )
        seconds = moment.replace(tzinfo=UTC).timestamp()
        if found.restorable_since is None or not found.restorable_since <= seconds or moment > now:
            raise RDSClientError(
                "InvalidParameterValue",
                f"The specified instance cannot be restored to a time later than {now}Z "
                f"or earlier than its first backup: {moment}Z was asked for.",
            )
        database = restore(self, name, target_db_identifier, overrides)
        # PostgreSQL stamps commits by the machine's clock.
        at = seconds - control.clock.skew_seconds
        moto_state.begin(database, PointInTime(source.dbi_resource_id, at), ports)
        return database

    RDSBackend.restore_db_instance_to_point_in_time = restore_data


def _source(backend: RDSBackend, name: str | None, overrides: dict[str, Any]) -> DBInstance:
    resource_id = overrides.get("SourceDbiResourceId")
    if name is None and resource_id is None:
        raise InvalidParameterCombination(
            "Either SourceDBInstanceIdentifier or SourceDbiResourceId must be given."
        )
    if name is not None:
        return backend.describe_db_instances(name)[0]
    found = backend.describe_db_instances(filters={"dbi-resource-id": [resource_id]})
    if not found:
        raise RDSClientError("DBInstanceNotFound", f"DBInstance {resource_id} not found.")
    return found[0]


def _moment(overrides: dict[str, Any], now: datetime) -> datetime:
    """Return the moment to restore to, in UTC and without a zone, as moto has its times."""
    told = overrides.get("RestoreTime")
    latest = bool(overrides.get("UseLatestRestorableTime"))
    if (told is None) is not latest:
        raise InvalidParameterCombination(
            "Specify either RestoreTime or UseLatestRestorableTime, and not both."
        )
    if told is None:
        return now
    moment: datetime = told.replace(tzinfo=None) - (told.utcoffset() or told - told)
    return moment
