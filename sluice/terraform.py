"""Terraform as a port: one folder, one binary, and nothing half-done by Ctrl-C."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAN_EMPTY = 0
PLAN_CHANGES = 2


class TerraformFailed(SluiceError):  # noqa: N818
    """Terraform ended with an error; it has said which on the terminal, or the text does."""


class Terraform:
    """Runs Terraform in `folder`, with its output on the terminal where it takes long."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str] | None = None) -> None:
        """Run in `folder`; the process environment is this one's where left out."""
        self.folder = folder
        inherited = dict(os.environ if environment is None else environment)
        # Either would have Terraform look for its state elsewhere.
        for name in ("TF_DATA_DIR", "TF_WORKSPACE"):
            inherited.pop(name, None)
        self._environment = {
            **inherited,
            "CHECKPOINT_DISABLE": "1",
            "TF_INPUT": "0",
            "TF_IN_AUTOMATION": "1",
        }

    def init(self) -> None:
        """Take up the folder's backend as it is configured now; copies no state anywhere."""
        self._quietly("init", "-reconfigure", "-no-color")

    def apply(self) -> None:
        """Apply everything, without asking."""
        self._aloud("apply", "-auto-approve")

    def destroy(self) -> None:
        """Destroy everything, without asking."""
        self._aloud("destroy", "-auto-approve")

    def plan_exit_code(self) -> int:
        """Return `PLAN_EMPTY` or `PLAN_CHANGES`.

        Raises:
            TerraformFailed: no plan could be made.
        """
        return self._quietly("plan", "-detailed-exitcode", "-no-color", accept=PLAN_CHANGES)[0]

    def pull(self) -> str:
        """Return the state that the backend holds; empty where it holds none."""
        return self._quietly("state", "pull")[1]

    def push(self, state: Path) -> None:
        """Put `state` into the backend; Terraform refuses another lineage or an older serial."""
        self._quietly("state", "push", str(state))

    def _aloud(self, *arguments: str) -> None:
        code, _ = self._run(arguments, quiet=False)
        if code != 0:
            raise TerraformFailed(f"terraform {arguments[0]} ended with exit code {code}")

    def _quietly(self, *arguments: str, accept: int = 0) -> tuple[int, str]:
        code, output = self._run(arguments, quiet=True)
        if code not in (0, accept):
            raise TerraformFailed(f"terraform {' '.join(arguments[:2])} failed:\n{output.strip()}")
        return code, output

    def _run(self, arguments: tuple[str, ...], *, quiet: bool) -> tuple[int, str]:
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and nothing a user typed
                ("terraform", *arguments),  # noqa: S607 - the one on PATH, as cdktf does
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if quiet else None,
                stderr=subprocess.PIPE if quiet else None,
                text=True,
            )
        except FileNotFoundError as error:
            raise TerraformFailed("terraform is not installed, or not on PATH") from error
        # Ctrl-C reaches Terraform as well: it finishes the calls in flight and writes its
        # state. Whoever does not wait for it loses what they created.
        interrupted = False
        while True:
            try:
                output, errors = process.communicate()
                break
            except KeyboardInterrupt:
                interrupted = True
        if interrupted:
            raise KeyboardInterrupt
        succeeded = process.returncode == 0
        return process.returncode, (output or "") if succeeded else (output or "") + (errors or "")
