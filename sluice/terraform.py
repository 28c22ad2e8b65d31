"""Terraform as a port: one folder, one binary, and nothing half-done by Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAN_EMPTY = 0
PLAN_CHANGES = 2
_PLAN_FILE = "planned"


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
            # A killed Terraform forgets what it did since it last wrote its state: 20
            # seconds by default.
            "TF_STATE_PERSIST_INTERVAL": "1",
            "TF_INPUT": "0",
            "TF_IN_AUTOMATION": "1",
        }

    def init(self) -> None:
        """Take up the folder's backend as it is configured now; copies no state anywhere."""
        self._quietly("init", "-reconfigure", "-no-color")

    def apply(self) -> None:
        """Apply everything, without asking; shows what is being done, resource by resource."""
        # A saved plan is applied without being printed first: hundreds of lines here.
        self._quietly("plan", f"-out={_PLAN_FILE}", "-no-color")
        self._aloud("apply", _PLAN_FILE)

    def destroy(self) -> None:
        """Destroy everything, without asking."""
        self._quietly("plan", "-destroy", f"-out={_PLAN_FILE}", "-no-color")
        self._aloud("apply", _PLAN_FILE)

    def plan_exit_code(self) -> int:
        """Return `PLAN_EMPTY` or `PLAN_CHANGES`.

        Raises:
            TerraformFailed: no plan could be made.
        """
        return self._quietly("plan", "-detailed-exitcode", "-no-color", accept=PLAN_CHANGES)

    def _aloud(self, *arguments: str) -> None:
        colour = () if sys.stdout.isatty() else ("-no-color",)
        code, _ = self._run((arguments[0], *colour, *arguments[1:]), quiet=False)
        if code != 0:
            raise TerraformFailed(f"terraform {arguments[0]} ended with exit code {code}")

    def _quietly(self, *arguments: str, accept: int = 0) -> int:
        code, output = self._run(arguments, quiet=True)
        if code not in (0, accept):
            raise TerraformFailed(f"terraform {arguments[0]} failed:\n{output.strip()}")
        return code

    def _run(self, arguments: tuple[str, ...], *, quiet: bool) -> tuple[int, str]:
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and nothing a user typed
                ("terraform", *arguments),  # noqa: S607 - the one on PATH, as cdktf does
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if quiet else None,
                stderr=subprocess.STDOUT if quiet else None,
                text=True,
            )
        except FileNotFoundError as error:
            raise TerraformFailed("terraform is not installed, or not on PATH") from error
        # Ctrl-C reaches Terraform as well: it finishes the calls in flight and writes its
        # state. Whoever does not wait for it loses what they created.
        interrupted = False
        while True:
            try:
                output, _ = process.communicate()
                break
            except KeyboardInterrupt:
                interrupted = True
        if interrupted:
            raise KeyboardInterrupt
        return process.returncode, output or ""
