"""Moto's RDS instances stand for clusters: their calls ask, the lab does, the status tells."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import DBInstance, RDSBackend

from lab.rds import moto_events, moto_state
from lab.rds.desired import Empty, Following
from lab.rds.ports import LOOPBACK

if TYPE_CHECKING:
    from lab.control import Control
    from lab.rds.ports import Ports

_SECOND_ZONE = "lab_secondary_zone"


def patch(control: Control, ports: Ports) -> None:
    """Patch creation, changes and the endpoint."""
    _creation(ports)
    _changes(ports)
    _lifecycle()
    _replicas(ports)
    _description(control)


def _creation(ports: Ports) -> None:
    create = RDSBackend.create_db_instance

    @wraps(create)
    def create_cluster(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        database = create(self, db_kwargs)
        if moto_state.is_ours(database):
            moto_state.begin(database, Empty(), ports)
        return database

    RDSBackend.create_db_instance = create_cluster


def _changes(ports: Ports) -> None:
    modify = RDSBackend.modify_db_instance

    @wraps(modify)
    def modify_cluster(
        self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]
    ) -> DBInstance:
        database = self.describe_db_instances(db_instance_identifier)[0]
        if moto_state.get(database) is None:
            return modify(self, db_instance_identifier, db_kwargs)
        port, retention = database.port, database.backup_retention_period
        database = modify(self, db_instance_identifier, db_kwargs)
        # Another port would be another instance's: see docs/lab.md.
        database.port = port
        if database.db_instance_identifier != db_instance_identifier:
            database.port = ports.of(database.region, database.db_instance_identifier)
        if not retention and database.backup_retention_period:
            database.save_automated_backup()
        if retention and not database.backup_retention_period:
            _forget_backups(self, database)
        moto_state.change(database, "modifying" if database.status == "available" else None)
        return database

    RDSBackend.modify_db_instance = modify_cluster


def _forget_backups(backend: RDSBackend, database: DBInstance) -> None:
    """Remove an instance's automated backups: it shall have none any more."""
    for name, snapshot in list(backend.database_snapshots.items()):
        if (
            snapshot.snapshot_type == "automated"
            and snapshot.dbi_resource_id == database.dbi_resource_id
        ):
            del backend.database_snapshots[name]
    moto_state.change(database, restorable_since=None)


def _lifecycle() -> None:
    stop, start = RDSBackend.stop_db_instance, RDSBackend.start_db_instance

    @wraps(stop)
    def stop_cluster(self: RDSBackend, *args: Any, **kwargs: Any) -> DBInstance:
        database = stop(self, *args, **kwargs)
        moto_state.change(database, "stopping", running=False)
        return database

    @wraps(start)
    def start_cluster(self: RDSBackend, *args: Any, **kwargs: Any) -> DBInstance:
        database = start(self, *args, **kwargs)
        moto_state.change(database, "starting", running=True)
        return database

    def reboot(
        self: RDSBackend, db_instance_identifier: str, *, force_failover: bool = False
    ) -> DBInstance:
        database = self.describe_db_instances(db_instance_identifier)[0]
        found = moto_state.get(database)
        if found is None:
            return database
        if database.status != "available":
            raise RDSClientError("InvalidDBInstanceState", "Instance is not in available state.")
        if force_failover and not database.multi_az:
            raise InvalidParameterCombination(
                "Cannot reboot with failover: the DB instance is not a Multi-AZ deployment."
            )
        failovers = found.failovers + int(force_failover)
        moto_state.change(database, "rebooting", reboots=found.reboots + 1, failovers=failovers)
        return database

    RDSBackend.stop_db_instance = stop_cluster
    RDSBackend.start_db_instance = start_cluster
    RDSBackend.reboot_db_instance = reboot


def _replicas(ports: Ports) -> None:
    create = RDSBackend.create_db_instance_read_replica
    promote = RDSBackend.promote_read_replica
    delete = RDSBackend.delete_db_instance

    @wraps(create)
    def create_replica(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        primary = self.find_db_from_id(db_kwargs["source_db_instance_identifier"])
        if moto_state.get(primary) is not None and not primary.backup_retention_period:
            raise RDSClientError(
                "InvalidDBInstanceState",
                "Automated backups are not enabled for this database instance. "
                "To enable automated backups, use ModifyDBInstance to set the backup retention "
                "period to a non-zero value.",
            )
        replica = create(self, db_kwargs)
        if moto_state.is_ours(replica):
            moto_state.begin(replica, Following(primary.dbi_resource_id), ports)
        return replica

    @wraps(promote)
    def promote_replica(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        database = self.describe_db_instances(db_kwargs["db_instance_identifier"])[0]
        if not database.is_replica:
            raise RDSClientError(
                "InvalidDBInstanceState", "The specified DB Instance is not a read replica."
            )
        primary = self.find_db_from_id(database.source_db_instance_identifier)
        promoted = promote(self, {"backup_retention_period": 1, **db_kwargs})
        primary.remove_replica(promoted)
        _detach(promoted)
        return promoted

    @wraps(delete)
    def delete_instance(
        self: RDSBackend, db_instance_identifier: str, *args: Any, **kwargs: Any
    ) -> DBInstance:
        database = delete(self, db_instance_identifier, *args, **kwargs)
        if moto_state.get(database) is not None:
            database.add_event(moto_events.DELETED)
        # RDS promotes the replicas that a deleted PostgreSQL instance leaves behind.
        for replica in self.databases.values():
            if replica.source_db_instance_identifier == db_instance_identifier:
                _detach(replica)
        return database

    RDSBackend.create_db_instance_read_replica = create_replica
    RDSBackend.promote_read_replica = promote_replica
    RDSBackend.delete_db_instance = delete_instance


def _detach(replica: DBInstance) -> None:
    replica.is_replica = False
    replica.source_db_instance_identifier = None
    moto_state.change(replica, "modifying")
    if replica.backup_retention_period:
        replica.save_automated_backup()


def _description(control: Control) -> None:
    address, endpoint = DBInstance.address.fget, DBInstance.endpoint.fget
    latest = DBInstance.latest_restorable_time.fget

    def reachable(self: DBInstance) -> str:
        return LOOPBACK if moto_state.get(self) is not None else address(self)

    def none_before_it_exists(self: DBInstance) -> dict[str, Any] | None:
        found: dict[str, Any] = endpoint(self)
        return None if moto_state.get(self) is not None and self.status == "creating" else found

    def restorable_until(self: DBInstance) -> Any:
        found = moto_state.get(self)
        if found is None:
            return latest(self)
        if found.restorable_since is None or not self.backup_retention_period:
            return None
        return control.clock.utc().replace(tzinfo=None)

    DBInstance.address = property(reachable)
    DBInstance.endpoint = property(none_before_it_exists)
    DBInstance.latest_restorable_time = property(restorable_until)
    DBInstance.secondary_availability_zone = property(second_zone)


def second_zone(database: DBInstance) -> str | None:
    """Return where an instance's standby is; None where it has none."""
    if not database.multi_az:
        return None
    told: str | None = database.__dict__.get(_SECOND_ZONE)
    if told is not None and told != database.availability_zone:
        return told
    group = getattr(database, "db_subnet_group", None)
    zones: list[str] = (
        [each["SubnetAvailabilityZone"]["Name"] for each in group.subnets] if group else []
    )
    zones += [f"{database.region}{letter}" for letter in "ab"]
    other: str = next(zone for zone in zones if zone != database.availability_zone)
    return other


def swap_zones(database: DBInstance) -> None:
    """Let the standby be the primary."""
    standby = second_zone(database)
    if standby is not None:
        setattr(database, _SECOND_ZONE, database.availability_zone)
        database.availability_zone = standby
