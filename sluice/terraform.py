"""Terraform as a port: one folder, one binary, and nothing half-done by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PLAN_EMPTY = 0
PLAN_CHANGES = 2
# Where the machine has no Terraform, or an old one, set-up lays the pinned one there.
_BESIDE = Path(sys.executable).with_name("terraform")
_PLAN_FILE = "planned"
_OWNER_ONLY = 0o077


class TerraformFailed(SluiceError):
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

    def init_pinned(self) -> None:
        """Take up the backend as `init` does; a provider without a recorded hash is refused."""
        self._quietly("init", "-reconfigure", "-lockfile=readonly", "-no-color")

    def plan(self, saved: Path, *, hear: Callable[[str], None]) -> int:
        """Write a plan into a file that only its owner can read; return Terraform's exit code.

        Args:
            saved: the file; it holds secrets.
            hear: gets each line of `terraform plan -json` when it comes.
        """
        arguments = ("plan", "-json", "-detailed-exitcode", f"-out={saved.resolve()}")
        with (
            _through_ctrl_c(),
            self._start(arguments, stderr=subprocess.STDOUT, umask=_OWNER_ONLY) as process,
        ):
            for line in process.stdout or ():
                hear(line)
        return process.returncode

    def show(self, saved: Path, *, as_json: bool) -> str:
        """Return a saved plan, as JSON with all secrets, or as text without them.

        Raises:
            TerraformFailed: the file is no plan of this Terraform.
        """
        form = "-json" if as_json else "-no-color"
        with _through_ctrl_c():
            process = self._start(("show", form, str(saved.resolve())), stderr=subprocess.PIPE)
            output, errors = process.communicate()
        if process.returncode != 0:
            raise TerraformFailed(f"terraform show failed:\n{errors.strip()}")
        return output

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
        pipe = subprocess.PIPE if quiet else None
        with _through_ctrl_c():
            process = self._start(
                arguments, stdout=pipe, stderr=subprocess.STDOUT if quiet else None
            )
            output, _ = process.communicate()
        return process.returncode, output or ""

    def _start(
        self,
        arguments: tuple[str, ...],
        *,
        stdout: int | None = subprocess.PIPE,
        stderr: int | None,
        umask: int = -1,
    ) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(  # noqa: S603 - no shell, and nothing a user typed
                # Otherwise the one on PATH, as cdktf does.
                (str(_BESIDE) if _BESIDE.exists() else "terraform", *arguments),
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                text=True,
                umask=umask,
            )
        except FileNotFoundError as error:
            raise TerraformFailed("terraform is not on PATH: make setup fetches it") from error


@contextmanager
def _through_ctrl_c() -> Iterator[None]:
    """Raise KeyboardInterrupt at the end of the block only.

    Ctrl-C reaches Terraform as well: it finishes the calls in flight and writes its state.
    Whoever does not wait for it loses what they created. A handler, since an exception may be
    raised between any two lines: before the wait has begun, or with a line half read.
    """
    ours = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if not ours or before is not signal.default_int_handler:
        yield  # only the main thread hears of signals; one that is ignored stays so
        return
    interrupted = False

    def note(*_: object) -> None:
        nonlocal interrupted
        interrupted = True

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt
