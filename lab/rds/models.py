"""Reads moto's RDS models, and writes to them what became true; in moto's thread only."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from moto.backends import get_backend

from lab.rds import moto_events, moto_instances, moto_state
from lab.rds.desired import Account, Following, FromSnapshot, Instance, PointInTime, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from moto.rds.models import DBInstance, DBSnapshot, RDSBackend

_DEFAULT_USER = "postgres"


def read(account: str) -> Account:
    """Return what the API says of an account's instances and snapshots in all regions."""
    instances: list[Instance] = []
    pending: list[Snapshot] = []
    held: set[str] = set()
    backed_up: set[str] = set()
    for region, backend in list(get_backend("rds")[account].items()):
        for snapshot in backend.database_snapshots.values():
            data_id = moto_state.data_id(snapshot)
            if data_id is None:
                continue
            held.add(data_id)
            backed_up.add(snapshot.dbi_resource_id)
            if snapshot.status == "creating":
                pending.append(_snapshot(region, snapshot, data_id))
        for database in backend.databases.values():
            instance = _instance(region, database, pending)
            if instance is None:
                continue
            instances.append(instance)
            origin = instance.asked.origin
            if database.status == "creating" and isinstance(origin, FromSnapshot):
                held.add(origin.data_id)
            if database.status == "creating" and isinstance(origin, PointInTime):
                backed_up.add(origin.resource_id)
    return Account(tuple(instances), tuple(pending), frozenset(held), frozenset(backed_up))


def _snapshot(region: str, snapshot: DBSnapshot, data_id: str) -> Snapshot:
    return Snapshot(
        region=region,
        identifier=snapshot.db_snapshot_identifier,
        data_id=data_id,
        resource_id=snapshot.dbi_resource_id,
        automated=snapshot.snapshot_type == "automated",
    )


def _instance(region: str, database: DBInstance, pending: Sequence[Snapshot]) -> Instance | None:
    found = moto_state.get(database)
    if found is None:
        return None
    follows = isinstance(found.origin, Following) and database.is_replica
    managed, password = _password(database)
    return Instance(
        region=region,
        identifier=database.db_instance_identifier,
        resource_id=database.dbi_resource_id,
        address=database.address,
        port=int(database.port),
        major_version=int(str(database.engine_version).split(".")[0]),
        user=database.master_username or _DEFAULT_USER,
        password=password,
        managed_password=managed,
        database=database.db_name,
        iam_authentication=bool(database.enable_iam_database_authentication),
        parameters=tuple(
            sorted(
                (name, str(parameter["ParameterValue"]))
                for group in database.db_parameter_groups()
                for name, parameter in group.parameters.items()
                if "ParameterValue" in parameter
            )
        ),
        log_exports=tuple(database.enabled_cloudwatch_logs_exports),
        storage_gib=int(database.allocated_storage),
        instance_class=database.db_instance_class,
        status=database.status,
        zone=database.availability_zone,
        primary=found.origin.resource_id
        if follows and isinstance(found.origin, Following)
        else None,
        asked=found,
        snapshots=tuple(each for each in pending if each.resource_id == database.dbi_resource_id),
    )


def _password(database: DBInstance) -> tuple[bool, str | None]:
    """Return whether RDS manages the master password, and the password."""
    if not database.manage_master_user_password:
        return False, database.__dict__.get("_master_user_password")
    arn = database.master_user_secret.secret_arn
    secret = database.backend.secretsmanager.secrets.get(arn)
    if secret is None:
        return True, None
    for version in secret.versions.values():
        if "AWSCURRENT" in version["version_stages"]:
            return True, json.loads(version["secret_string"])["password"]
    return True, None


def _backend(account: str, region: str) -> RDSBackend:
    return get_backend("rds")[account][region]


def _databases(account: str, instance: Instance) -> Iterator[DBInstance]:
    for database in _backend(account, instance.region).databases.values():
        if database.dbi_resource_id == instance.resource_id:
            yield database


def tell_status(account: str, instance: Instance, status: str) -> None:
    """Say an instance's status, unless something else was asked of it since it was read."""
    for database in _databases(account, instance):
        found = moto_state.get(database)
        if found is not None and found.revision == instance.asked.revision:
            database.status = status


def tell_event(account: str, instance: Instance, event: str) -> None:
    """Add an event to an instance's."""
    for database in _databases(account, instance):
        database.add_event(event)


def tell_failover(account: str, instance: Instance) -> None:
    """Say that the standby has become the primary."""
    for database in _databases(account, instance):
        moto_instances.swap_zones(database)
        database.add_event(moto_events.FAILOVER_COMPLETED)


def tell_begun(account: str, instance: Instance, snapshot: Snapshot) -> None:
    """Say that a snapshot is being taken."""
    tell_event(account, instance, moto_events.BACKUP_STARTED)
    found = _backend(account, snapshot.region).database_snapshots.get(snapshot.identifier)
    if found is not None and moto_state.data_id(found) == snapshot.data_id:
        kind = "AUTOMATED" if snapshot.automated else "MANUAL"
        found.add_event(f"DB_SNAPSHOT_CREATE_{kind}_START")


def tell_taken(account: str, instance: Instance, snapshot: Snapshot, at: float) -> None:
    """Say that a snapshot is complete, with the data of a moment by the lab's clock."""
    backend = _backend(account, snapshot.region)
    found = backend.database_snapshots.get(snapshot.identifier)
    if found is None or moto_state.data_id(found) != snapshot.data_id:
        return
    found.created = datetime.fromtimestamp(at, UTC).replace(tzinfo=None)
    found.original_snapshot_create_time = found.created
    found.percent_progress = 100
    found.status = "available"
    kind = "AUTOMATED" if snapshot.automated else "MANUAL"
    found.add_event(f"DB_SNAPSHOT_CREATE_{kind}_FINISH")
    tell_event(account, instance, moto_events.BACKUP_FINISHED)
    if snapshot.automated:
        for database in _databases(account, instance):
            moto_state.note_restorable(database, at)


def tell_lost(account: str, snapshot: Snapshot) -> None:
    """Say that a snapshot's data could not be taken."""
    found = _backend(account, snapshot.region).database_snapshots.get(snapshot.identifier)
    if found is not None and moto_state.data_id(found) == snapshot.data_id:
        found.status = "failed"
