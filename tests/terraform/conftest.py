"""All stacks, and one of a new environment, applied once by the real Terraform on one emulator.

It costs minutes, so every test here shares it. The stacks are applied side by side, since the
provider mostly waits. Tests run in the order of the file: the last ones lower the protections
and destroy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab import instance as labs
from lab.server import DEFAULT_ACCOUNT
from lab.variables import variables
from scripts.progress import run
from tests import new_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
# The last one is a file that only this checkout has: see `tests.new_environment`.
ENVIRONMENTS = ("dev", "stage", "prod", new_environment.NAME)
STACKS = ("bootstrap", *ENVIRONMENTS)
_LAB = "terraform-tests"
_COPIED = (
    "main.py",
    "cdktf.json",
    "terraform.lock.hcl",
    "stacks",
    "constructs",
    "fastsynth",
    "lab",
    "sluice",
    "policies",
    "usage",
)


@dataclass(frozen=True)
class Account:
    """An emulated account with a checkout of its own, deployed from as a user would."""

    checkout: Path
    environment: dict[str, str]
    lab: labs.Instance
    logs: Path

    def run(self, *command: str, label: str, folder: Path, expected: tuple[int, ...] = (0,)) -> int:
        """Run a command in this account's process environment; its log is named after it."""
        return run(
            command,
            label=label,
            log=self.logs / f"{label.replace(' ', '-')}.log",
            environment=self.environment,
            folder=folder,
            expected=expected,
        )

    def stack(self, name: str) -> Path:
        """Return the folder that Terraform works in for a stack."""
        return self.checkout / "cdktf.out" / "stacks" / name

    def synth(self, **variables_: str) -> None:
        """Synthesize all stacks, with further variables set."""
        subprocess.run(
            [sys.executable, "main.py"],
            cwd=self.checkout,
            env={**self.environment, **variables_},
            check=True,
        )

    def terraform(
        self, stack: str, *arguments: str, expected: tuple[int, ...] = (0,)
    ) -> tuple[int, str]:
        """Run Terraform in a stack's folder; return its exit code and its output."""
        label = f"{stack} {arguments[0]}"
        code = self.run(
            "terraform",
            arguments[0],
            "-input=false",
            "-no-color",
            *arguments[1:],
            label=label,
            folder=self.stack(stack),
            expected=expected,
        )
        return code, (self.logs / f"{label.replace(' ', '-')}.log").read_text()

    def side_by_side(
        self, *arguments: str, stacks: tuple[str, ...] = STACKS, expected: tuple[int, ...] = (0,)
    ) -> dict[str, tuple[int, str]]:
        """Run the same Terraform command for several stacks at once."""
        with ThreadPoolExecutor(len(stacks)) as pool:
            results = pool.map(
                lambda stack: self.terraform(stack, *arguments, expected=expected), stacks
            )
            return dict(zip(stacks, results, strict=True))


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An empty emulated account and a synthesized checkout beside it."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, checkout / name, ignore=shutil.ignore_patterns("__pycache__", ".*")
            )
        else:
            shutil.copy(source, checkout / name)
    new_environment.add(checkout)
    # The tools are the project's own, installed; only sources are copied.
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    (checkout / ".venv-checkov").symlink_to(ROOT / ".venv-checkov")
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    left_over = labs.find(_LAB)
    if left_over is not None:
        labs.stop(left_over)
    lab = labs.start(_LAB, account=DEFAULT_ACCOUNT)
    try:
        environment = {
            name: value
            for name, value in {**os.environ, **variables(lab, os.environ)}.items()
            if value
        }
        environment["PYTHONPATH"] = f"{checkout}:{checkout / 'constructs'}"
        found = Account(checkout, environment, lab, tmp_path_factory.mktemp("logs"))
        found.synth()
        yield found
    finally:
        labs.stop(lab)
