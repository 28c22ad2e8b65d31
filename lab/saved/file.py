"""A saved account on disk: one line that says what it is, then the models.

LabError
└── NotSaved          there is no such file, or this lab cannot load it
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.instance import ROOT, LabError
from lab.rds import programs

FOLDER = ROOT / ".sluice" / "lab" / "saved"
# Raise it when what the lab keeps with moto's models changes.
FORMAT_VERSION = 1
_SOURCES = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"^[a-z][a-z0-9-]{0,30}$")


class NotSaved(LabError):
    """There is no saved account of that name that this lab can load."""


@dataclass(frozen=True)
class About:
    """What a saved account is.

    lab_sha256: of the lab's own sources, whose objects are among the models.
    postgresql: the local server's major version, which alone reads its databases' data.
    stack_sha256: of the synthesized stack that was deployed; empty where there was none.
    """

    format_version: int
    moto_version: str
    lab_sha256: str
    postgresql: str
    account: str
    environment: str
    saved_at: str
    stack_sha256: str


def path_of(environment: str) -> Path:
    """Return where an environment's saved account lies.

    Raises:
        NotSaved: it has no name of an environment.
    """
    if not _NAME.match(environment):
        raise NotSaved(f"{environment!r} is no environment: name one of stacks/, such as stage")
    return FOLDER / f"{environment}.account"


def about(account: str, environment: str, saved_at: str) -> About:
    """Return what an account that is saved now is."""
    stack = stack_sha256(environment)
    return About(*_written_by_this(), account, environment, saved_at, stack)


def write(path: Path, what: About, content: bytes) -> None:
    """Write a saved account, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.touch(mode=0o600)  # it holds the account's secrets
    part.write_bytes(json.dumps(asdict(what)).encode() + b"\n" + content)
    part.replace(path)


def read_about(path: Path) -> About:
    """Return what the saved account in a file is.

    Raises:
        NotSaved: there is none, or another version of the lab wrote it.
    """
    name = path.stem
    how = f"deploy {name} to a lab and run 'lab save {name}'"
    try:
        with path.open("rb") as file:
            found = About(**json.loads(file.readline()))
    except FileNotFoundError:
        raise NotSaved(f"no saved account {name!r}: {how}") from None
    except (ValueError, TypeError):
        raise NotSaved(f"{path} holds no saved account: {how}") from None
    *of_the_lab, postgresql = _written_by_this()
    if [found.format_version, found.moto_version, found.lab_sha256] != of_the_lab:
        raise NotSaved(
            f"saved account {name!r} was written by another version of the lab: {how} again"
        )
    if found.postgresql != postgresql:
        raise NotSaved(
            f"saved account {name!r} holds data of PostgreSQL {found.postgresql or 'none'}, and "
            f"here is {postgresql or 'none'}: {how} again"
        )
    return found


def read(path: Path) -> bytes:
    """Return the content of a file that `read_about` accepted."""
    with path.open("rb") as file:
        file.readline()
        return file.read()


def stack_sha256(environment: str) -> str:
    """Return the digest of a synthesized stack; empty where it was never synthesized."""
    file = ROOT / "cdktf.out" / "stacks" / environment / "cdk.tf.json"
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def _lab() -> str:
    digest = hashlib.sha256()
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _written_by_this() -> tuple[int, str, str, str]:
    server = programs.find()
    major = server.version.partition(".")[0] if server is not None else ""
    return FORMAT_VERSION, _moto(), _lab(), major


def _moto() -> str:
    return importlib.metadata.version("moto")
