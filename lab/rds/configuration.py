"""An instance's postgresql.conf and pg_hba.conf, from its parameter group; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ADMIN = "rdsadmin"
LOOPBACK = "127.0.0.1/32"

# Since this major version RDS refuses connections without TLS unless told otherwise.
_FORCE_SSL_BY_DEFAULT = 15
_FORCE_SSL = "rds.force_ssl"
# Set by the lab: where they differ from RDS, no client can tell.
_OURS = {
    "archive_command",
    "archive_mode",
    "archive_timeout",
    "cluster_name",
    "config_file",
    "data_directory",
    "dynamic_shared_memory_type",
    "external_pid_file",
    "fsync",
    "hba_file",
    "hot_standby",
    "huge_pages",
    "ident_file",
    "listen_addresses",
    "log_destination",
    "log_directory",
    "log_filename",
    "logging_collector",
    "port",
    "primary_conninfo",
    "promote_trigger_file",
    "restore_command",
    "ssl",
    "ssl_ca_file",
    "ssl_cert_file",
    "ssl_key_file",
    "unix_socket_directories",
    "wal_level",
}
# Extensions come and go with the machine's packages.
_LIBRARIES = "shared_preload_libraries"
_LIBRARIES_OF_POSTGRESQL = {"auto_explain", "pg_stat_statements"}
# Where a restore stops.
_RECOVERY = "recovery_"


@dataclass(frozen=True)
class Parameters:
    """A parameter group, sorted into what PostgreSQL takes and what it does not.

    `ignored` says for each of the latter why.
    """

    applied: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    force_ssl: bool = True


def sort_parameters(
    parameters: Iterable[tuple[str, str]], *, known: frozenset[str], major_version: int
) -> Parameters:
    """Return which parameters of a group are applied.

    Args:
        parameters: names and values as they were set.
        known: the names that the local PostgreSQL knows.
        major_version: the one that RDS was asked for; RDS's defaults depend on it.
    """
    applied: dict[str, str] = {}
    ignored: dict[str, str] = {}
    force_ssl = major_version >= _FORCE_SSL_BY_DEFAULT
    for name, value in parameters:
        if name == _FORCE_SSL:
            force_ssl = value in ("1", "true", "on")
        elif name == _LIBRARIES:
            wanted = [each.strip() for each in value.split(",") if each.strip()]
            kept = [each for each in wanted if each in _LIBRARIES_OF_POSTGRESQL]
            applied[name] = ",".join(kept)
            if kept != wanted:
                ignored[name] = "holds libraries that only RDS has"
        elif name in _OURS or name.startswith(_RECOVERY):
            ignored[name] = "is the lab's own matter"
        elif name not in known:
            ignored[name] = "is unknown to the local PostgreSQL"
        elif "{" in value:
            ignored[name] = f"is a formula, {value}"
        else:
            applied[name] = value
    return Parameters(applied, ignored, force_ssl)


@dataclass(frozen=True)
class Place:
    """Where one cluster keeps what, and where it listens."""

    port: int
    name: str
    archive: Path
    certificate: Path
    key: Path


@dataclass(frozen=True)
class Recovery:
    """How a cluster gets what its base backup lacks.

    Attributes:
        wal: folders to take WAL segments from, in this order.
        target: the moment to stop at, as PostgreSQL reads it; None: the end of the WAL.
    """

    wal: tuple[Path, ...]
    target: str | None


@dataclass(frozen=True)
class Primary:
    """Which cluster a replica follows; `archive` has what was not streamed in time."""

    port: int
    password: str
    archive: Path
    name: str


def postgresql_conf(
    place: Place,
    parameters: Parameters,
    *,
    recovery: Recovery | None = None,
    primary: Primary | None = None,
) -> str:
    """Return a cluster's configuration."""
    settings = {
        **parameters.applied,
        "listen_addresses": "127.0.0.1",
        "port": str(place.port),
        "cluster_name": place.name,
        "unix_socket_directories": "",
        # Files in the data folder: a killed lab leaves nothing in /dev/shm.
        "dynamic_shared_memory_type": "mmap",
        "huge_pages": "off",
        # Outlives the end of every process, which is all that the lab does to a database,
        # but not the end of the machine.
        "fsync": "off",
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_timeout": "60",
        "archive_command": (
            f"cp %p {_shell(place.archive)}/%f.part && "
            f"mv {_shell(place.archive)}/%f.part {_shell(place.archive)}/%f"
        ),
        "ssl": "on",
        "ssl_cert_file": str(place.certificate),
        "ssl_key_file": str(place.key),
        "logging_collector": "off",
        "log_destination": "stderr",
        # RDS's own prefix, which its log readers know.
        "log_line_prefix": "%t:%r:%u@%d:[%p]:",
        "log_timezone": "UTC",
        "hot_standby": "on",
    }
    settings.setdefault("timezone", "UTC")
    settings.setdefault("wal_keep_size", "64")
    if recovery is not None:
        fetch = " || ".join(f"cp {_shell(folder)}/%f %p" for folder in recovery.wal)
        settings["restore_command"] = f"{{ {fetch}; }} 2>/dev/null"
        # Nobody may read what is not yet the data of that moment.
        settings["hot_standby"] = "off"
        if recovery.target is not None:
            settings["recovery_target_time"] = recovery.target
            settings["recovery_target_action"] = "promote"
    if primary is not None:
        settings["primary_conninfo"] = (
            f"host=127.0.0.1 port={primary.port} user={ADMIN} password={primary.password} "
            f"application_name={primary.name}"
        )
        settings["restore_command"] = f"cp {_shell(primary.archive)}/%f %p 2>/dev/null"
    return "".join(f"{name} = {_quote(value)}\n" for name, value in sorted(settings.items()))


def pg_hba_conf(*, iam_authentication: bool, force_ssl: bool) -> str:
    """Return who may connect how.

    PostgreSQL cannot verify a token's signature: where the instance has IAM authentication
    any password does for the members of rds_iam, and only over TLS, as on RDS. Who may grant
    that role is a member for PostgreSQL, too, and keeps its password.
    """
    kind = "hostssl" if force_ssl else "host"
    token = "trust" if iam_authentication else "reject"
    lines = (
        f"host    all         {ADMIN}  {LOOPBACK} scram-sha-256",
        f"host    replication {ADMIN}  {LOOPBACK} scram-sha-256",
        f"{kind}  all         +rds_superuser {LOOPBACK} scram-sha-256",
        f"hostssl all         +rds_iam {LOOPBACK} {token}",
        f"host    all         +rds_iam {LOOPBACK} reject",
        f"{kind}  all         all      {LOOPBACK} scram-sha-256",
    )
    return "".join(f"{line}\n" for line in lines)


def _quote(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _shell(path: Path) -> str:
    return '"' + str(path).replace("%", "%%") + '"'
