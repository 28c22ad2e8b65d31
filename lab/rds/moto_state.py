"""What was asked of an instance, kept on moto's model of it; in moto's thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lab.rds.desired import Asked

if TYPE_CHECKING:
    from moto.rds.models import DBInstance, DBSnapshot

    from lab.rds.desired import Origin
    from lab.rds.ports import Ports

ENGINE = "postgres"
_ASKED = "lab_asked"
_DATA_ID = "lab_data_id"


def begin(database: DBInstance, origin: Origin, ports: Ports) -> None:
    """Let a new model stand for a cluster that is still to be made."""
    setattr(database, _ASKED, Asked(origin))
    database.port = ports.of(database.region, database.db_instance_identifier)
    database.status = "creating"


def get(database: DBInstance) -> Asked | None:
    """Return what was asked of an instance; None where it stands for no cluster."""
    found: Asked | None = database.__dict__.get(_ASKED)
    return found


def change(database: DBInstance, status: str | None = None, **changes: Any) -> None:
    """Ask something else of an instance, which has `status` until it is done."""
    asked = get(database)
    if asked is not None:
        setattr(database, _ASKED, replace(asked, revision=asked.revision + 1, **changes))
        if status is not None:
            database.status = status


def data_id(snapshot: DBSnapshot) -> str | None:
    """Return what a snapshot's data is known by; None where it has none."""
    found: str | None = snapshot.__dict__.get(_DATA_ID)
    return found


def set_data_id(snapshot: DBSnapshot, value: str) -> None:
    """Let a snapshot hold data."""
    setattr(snapshot, _DATA_ID, value)


def is_ours(database: DBInstance) -> bool:
    """Say whether an instance is a PostgreSQL server of its own, no member of a DB cluster."""
    return bool(database.engine == ENGINE and database.db_cluster_identifier is None)


def note_restorable(database: DBInstance, since: float) -> None:
    """Remember from when on an instance's past can be restored, in seconds by the lab's clock."""
    asked = get(database)
    if asked is not None and asked.restorable_since is None:
        setattr(database, _ASKED, replace(asked, restorable_since=since))
