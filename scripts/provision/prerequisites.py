"""The programs that must be there, their least versions, and which of them set-up can fetch."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lab.rds import programs
from scripts.provision.postgresql import locked_version
from scripts.provision.terraform import release_for
from scripts.provision.terraform_config import this_platform

if TYPE_CHECKING:
    from collections.abc import Callable

# For CI on a machine that cannot have Terraform: what needs none of it still runs.
WITHOUT_TERRAFORM_VARIABLE = "SLUICE_WITHOUT_TERRAFORM"

_SECONDS = 30
_LIVING_NODE = 22
_NUMBERS = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True)
class Prerequisite:
    """A program, its least version, and how to come by it."""

    name: str
    command: tuple[str, ...]
    least: tuple[int, int]
    get: str
    read: Callable[[str], str] = str


@dataclass(frozen=True)
class Found:
    """What was found: a version, or one line that says what is wrong.

    Attributes:
        name: of the program.
        version: what is there, or what set-up fetches.
        problem: what is wrong and how to get the program; empty where it is there.
        fetched: whether set-up fetches it, so that the problem is one only where that fails.
    """

    name: str
    version: str = ""
    problem: str = ""
    fetched: bool = False

    @property
    def told(self) -> str:
        """The name with the version, and whether it is this checkout's."""
        whose = " (this checkout's)" if self.fetched else ""
        return f"{self.name} {self.version}{whose}"


NODE = Prerequisite(
    "Node.js",
    ("node", "--version"),
    (20, 0),
    "install it from nodejs.org or with your package manager (brew install node@24)",
)
TERRAFORM = Prerequisite(
    "Terraform",
    ("terraform", "version", "-json"),
    (1, 11),
    "install it from developer.hashicorp.com/terraform/install "
    "(brew install hashicorp/tap/terraform)",
    lambda output: str(json.loads(output)["terraform_version"]),
)
PREREQUISITES = (NODE, TERRAFORM)
_POSTGRESQL = (
    f"PostgreSQL's server {programs.LEAST_MAJOR_VERSION} or newer is needed and is not found: "
    "apt install postgresql (brew install postgresql@17)"
)
_NPM = (
    "npm is needed and is not on PATH: it comes with Node.js from nodejs.org "
    "(Debian: apt install npm)"
)
_TIME_ZONES = Path("/usr/share/zoneinfo/UTC")
_NO_TIME_ZONES = (
    f"PostgreSQL's server needs time zones and {_TIME_ZONES} is missing: apt install tzdata"
)
_VENV = "Python's venv module is needed and is missing: apt install python3-venv"


def check(ours: Path) -> list[Found]:
    """Return what was found for every prerequisite, the missing ones with their problem.

    Args:
        ours: the folder of this checkout's programs: what lies there is not the machine's own.
    """
    parts = os.environ.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(part for part in parts if part != str(ours))
    with ThreadPoolExecutor() as pool:
        node, server = pool.submit(look, NODE, path), pool.submit(_postgresql)
        if not os.environ.get(WITHOUT_TERRAFORM_VARIABLE):
            found = [node.result(), _terraform(path), server.result()]
        else:
            found = [node.result(), server.result()]
    if shutil.which("npm") is None:
        found.append(Found("npm", problem=_NPM))
    if importlib.util.find_spec("ensurepip") is None:
        found.append(Found("venv", problem=_VENV))
    # Its package holds none, as Debian's does not.
    if server.result().fetched and not _TIME_ZONES.exists():
        found.append(Found("time zones", problem=_NO_TIME_ZONES))
    return found


def look(wanted: Prerequisite, search: str | None = None) -> Found:
    """Run a prerequisite's version command and compare.

    Args:
        wanted: the program.
        search: the folders where it may lie, as in PATH; None: those in PATH.
    """
    needed = f"{wanted.name} {wanted.least[0]}.{wanted.least[1]} or newer is needed"
    path = shutil.which(wanted.command[0], path=search)
    if path is None:
        problem = f"{needed} and is not on PATH: {wanted.get}"
        return Found(wanted.name, problem=problem)
    version = _version(wanted, path)
    numbers = _NUMBERS.search(version)
    if numbers is None:
        shown = " ".join(wanted.command)
        problem = f"{needed} and '{shown}' fails: {wanted.get}"
        return Found(wanted.name, problem=problem)
    if (int(numbers[1]), int(numbers[2])) < wanted.least:
        problem = f"{needed} and {path} is {numbers[0]}: {wanted.get}"
        return Found(wanted.name, problem=problem)
    return Found(wanted.name, version=numbers[0])


def advice(node_version: str) -> str:
    """Return what to know about a version of Node.js that is supported here; mostly nothing."""
    major = int(node_version.partition(".")[0])
    # The odd ones end after half a year.
    if major >= _LIVING_NODE and major % 2 == 0:
        return ""
    return f"Node.js {major} gets no more fixes; it works here, but 22 or 24 are recommended"


def _terraform(search: str) -> Found:
    found = look(TERRAFORM, search)
    release = release_for(this_platform())
    if not found.problem or release is None:
        return found
    return replace(found, version=release.version, fetched=True)


def _postgresql() -> Found:
    installed = programs.installed()
    if installed is not None:
        return Found("PostgreSQL", installed.version)
    return Found("PostgreSQL", locked_version(), _POSTGRESQL, fetched=True)


def _version(wanted: Prerequisite, path: str) -> str:
    # Terraform would ask for newer versions of itself, and read the user's own configuration.
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}
    try:
        answer = subprocess.run(
            [path, *wanted.command[1:]],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        return wanted.read(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return ""
