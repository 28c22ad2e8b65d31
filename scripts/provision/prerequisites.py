"""The programs that must be there before set-up starts, and their least versions."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.rds import programs

if TYPE_CHECKING:
    from collections.abc import Callable

# For CI on a machine that cannot have Terraform: what needs none of it still runs.
WITHOUT_TERRAFORM_VARIABLE = "SLUICE_WITHOUT_TERRAFORM"

_SECONDS = 30
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
    """What was found: either a version, or one line that says what is wrong."""

    name: str
    version: str = ""
    problem: str = ""


PREREQUISITES = (
    Prerequisite(
        "Node.js",
        ("node", "--version"),
        (20, 0),
        "install it from nodejs.org or with your package manager (brew install node@22)",
    ),
    Prerequisite(
        "Terraform",
        ("terraform", "version", "-json"),
        (1, 11),
        "install it from developer.hashicorp.com/terraform/install "
        "(brew install hashicorp/tap/terraform)",
        lambda output: str(json.loads(output)["terraform_version"]),
    ),
)


def check() -> list[Found]:
    """Return what was found for every prerequisite, the missing ones with their problem."""
    left_out = "Terraform" if os.environ.get(WITHOUT_TERRAFORM_VARIABLE) else None
    wanted = [one for one in PREREQUISITES if one.name != left_out]
    with ThreadPoolExecutor(len(wanted)) as pool:
        found = list(pool.map(look, wanted))
    if shutil.which("npm") is None:
        problem = "npm is needed and is not on PATH: it comes with Node.js from nodejs.org"
        found.append(Found("npm", problem=problem + " (Debian: apt install npm)"))
    if importlib.util.find_spec("ensurepip") is None:
        problem = "Python's venv module is needed and is missing: apt install python3-venv"
        found.append(Found("venv", problem=problem))
    if programs.find() is None:
        problem = "PostgreSQL's server is needed and is not found: apt install postgresql"
        found.append(Found("PostgreSQL", problem=problem + " (brew install postgresql@16)"))
    return found


def look(wanted: Prerequisite) -> Found:
    """Run a prerequisite's version command and compare."""
    needed = f"{wanted.name} {wanted.least[0]}.{wanted.least[1]} or newer is needed"
    path = shutil.which(wanted.command[0])
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
