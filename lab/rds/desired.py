"""What the API says that should be: read from moto's models, without moto."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Empty:
    """A new, empty instance."""


@dataclass(frozen=True)
class FromSnapshot:
    """The data of a snapshot."""

    data_id: str


@dataclass(frozen=True)
class PointInTime:
    """The data of another instance at a moment.

    `at` is in seconds since the epoch by the machine's clock, which stamps the commits.
    """

    resource_id: str
    at: float


@dataclass(frozen=True)
class Following:
    """A copy of another instance that streams what changes there."""

    resource_id: str


Origin = Empty | FromSnapshot | PointInTime | Following


@dataclass(frozen=True)
class Asked:
    """What was asked of an instance since it exists; kept on moto's model.

    Attributes:
        origin: where its data comes from.
        running: False between StopDBInstance and StartDBInstance.
        reboots: how many there were so far, failovers included.
        failovers: how many there were so far.
        revision: counts what was asked: a status is told only if nothing came since.
        restorable_since: when its first backup was taken, in seconds by the lab's clock;
            None where there is none.
    """

    origin: Origin
    running: bool = True
    reboots: int = 0
    failovers: int = 0
    revision: int = 0
    restorable_since: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """A DB snapshot whose data is still to be taken from an instance."""

    region: str
    identifier: str
    data_id: str
    resource_id: str
    automated: bool


@dataclass(frozen=True)
class Instance:
    """A DB instance as the API describes it.

    `password` is None where nobody set one; `resource_id` never changes, `identifier` may.
    """

    region: str
    identifier: str
    resource_id: str
    address: str
    port: int
    major_version: int
    user: str
    password: str | None
    managed_password: bool
    database: str | None
    iam_authentication: bool
    parameters: tuple[tuple[str, str], ...]
    log_exports: tuple[str, ...]
    storage_gib: int
    instance_class: str
    status: str
    zone: str
    primary: str | None
    asked: Asked
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Account:
    """All instances, and the data that some snapshot or restore still needs."""

    instances: tuple[Instance, ...]
    pending: tuple[Snapshot, ...]
    data_ids: frozenset[str]
    backed_up: frozenset[str]
