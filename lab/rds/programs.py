"""Finds PostgreSQL's programs, and whom they run as."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
# In this order; PostgreSQL refuses to run as root.
_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Programs:
    """A local installation of PostgreSQL's server.

    Attributes:
        folder: where `postgres`, `initdb` and `pg_basebackup` lie.
        user: whom they run as; None: as this process.
        parameters: the configuration parameters that `postgres` knows.
    """

    folder: Path
    user: int | None
    parameters: frozenset[str]

    def path(self, name: str) -> str:
        """Return where a program lies."""
        return str(self.folder / name)


def find() -> Programs | None:
    """Return the newest installation; None where the machine has none."""
    for folder in _folders():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return Programs(folder, _user(), _parameters(folder / "postgres"))
    return None


def _folders() -> list[Path]:
    found = [Path(program).resolve().parent] if (program := shutil.which("postgres")) else []
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        )
        found.append(Path(told.stdout.strip()))
    versions = (path for path in _DEBIAN.glob("*/bin") if path.parent.name.isdigit())
    return [*found, *sorted(versions, key=lambda path: int(path.parent.name), reverse=True)]


def _parameters(postgres: Path) -> frozenset[str]:
    told = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [postgres, "--describe-config"], capture_output=True, text=True, check=True
    )
    return frozenset(line.split("\t")[0] for line in told.stdout.splitlines())


def _user() -> int | None:
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return None
