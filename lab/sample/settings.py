"""What the process environment says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.sample import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.sample.faults import Faults

_DEFAULT_PORT = "8080"


class BadSetting(ValueError):
    """A variable's value is wrong: one sentence."""


@dataclass(frozen=True)
class DatabaseSettings:
    """Where the database is.

    `password` None means: sign in with an IAM token, for the database in `region`. `ssl_mode`
    is libpq's sslmode; the bundle of trusted authorities is libpq's own business
    (PGSSLROOTCERT).
    """

    host: str
    port: int
    name: str
    user: str
    password: str | None
    ssl_mode: str
    region: str | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that may be set."""

    port: int
    version: str
    database: DatabaseSettings | None
    migrate_on_start: bool
    allow_fault_header: bool
    faults: Faults


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Raises:
        BadSetting: a value is none.
    """
    try:
        found = faults.from_environment(environment)
    except faults.BadFault as error:
        raise BadSetting(f"FAULT_*: {error}") from error
    return Settings(
        port=_port(environment, "PORT", _DEFAULT_PORT),
        version=environment.get("APP_VERSION") or "unknown",
        database=_database(environment),
        migrate_on_start=environment.get("MIGRATE_ON_START") != "0",
        allow_fault_header=environment.get("ALLOW_FAULT_HEADER") == "1",
        faults=found,
    )


def _database(environment: Mapping[str, str]) -> DatabaseSettings | None:
    host = environment.get("DATABASE_HOST")
    if not host:
        return None
    authority = "verify-full" if environment.get("PGSSLROOTCERT") else "require"
    return DatabaseSettings(
        host=host,
        port=_port(environment, "DATABASE_PORT", "5432"),
        name=environment.get("DATABASE_NAME") or "app",
        user=environment.get("DATABASE_USER") or "app",
        password=environment.get("DATABASE_PASSWORD") or None,
        ssl_mode=environment.get("PGSSLMODE") or authority,
        region=environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
    )


def _port(environment: Mapping[str, str], name: str, default: str) -> int:
    text = environment.get(name) or default
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSetting(f"{name} is {text!r}: it must be a port from 1 to 65535")
    return int(text)
