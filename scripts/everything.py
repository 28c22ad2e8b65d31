"""`make test`: every check there is, with the time of each at the end.

The journey with Terraform is the longest and mostly waits, so it begins first and runs beside
all the others: its output goes to a file, a line now and then says how far it is, and the file
is shown whole at the end. An interrupt (Ctrl-C, SIGTERM) ends both, and waits for their labs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / ".sluice" / "test" / "journey.log"
_PYTEST = (".venv/bin/pytest",)
_COLOUR = ("--color=yes",) if sys.stdout.isatty() else ()
SET_UP = (sys.executable, "scripts/setup.py")
PARTS: dict[str, tuple[str, ...]] = {
    "lint": (sys.executable, "scripts/lint.py"),
    "tests": (
        ".venv/bin/pytest",
        "-q",
        *_COLOUR,
        # One more than there are cores: tests of a lab wait for it most of their time.
        "-n",
        "3",
        "--dist",
        "worksteal",
        "-m",
        "not terraform",
    ),
}
# In one process: its fixture applies the stacks side by side, and -s shows how far it is.
JOURNEY = "tests with Terraform"
BESIDE = (*_PYTEST, "-v", "-s", "-m", "terraform")
_REPORT_SECONDS = 30.0
# A lab is ended in seconds; an interrupted Terraform first writes its state.
_END_SECONDS = 120


@dataclass
class Part:
    """A command under way, in a session of its own: an interrupt is passed on by us.

    Attributes:
        name: as the table of times shows it.
        process: whose standard output is a pipe to us, or a file.
        started: `time.monotonic()` seconds.
        ended: the same; 0 while it is under way.
    """

    name: str
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    def wait(self) -> bool:
        """Wait for its end; return whether it has failed."""
        code = self.process.wait()
        self.ended = self.ended or time.monotonic()
        return code != 0

    def end(self) -> None:
        """Interrupt it and its children, as a terminal does; kill what stays after two minutes."""
        if self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            say(f"{self.name}: not over {_END_SECONDS} s after its interrupt: killed")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __str__(self) -> str:
        """Return its line of the table of times."""
        code = self.process.returncode
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        return f"  {self.name:24}{self.ended - self.started:6.0f} s  {verdict}"


def main(
    parts: Mapping[str, tuple[str, ...]] = PARTS,
    beside: tuple[str, ...] = BESIDE,
    set_up: tuple[str, ...] = SET_UP,
    log: Path = LOG,
) -> int:
    """Run every part, also after one has failed; the exit code is 0 where all succeeded."""
    started = time.monotonic()
    done = [_shown("set-up", set_up)]
    failed = done[0].wait()
    if not failed:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w", encoding="utf-8") as out:
            journey = Part(JOURNEY, _popen(beside, out.fileno()))
        reporter = threading.Thread(target=_report, args=(journey, log), daemon=True)
        reporter.start()
        try:
            for name, command in parts.items():
                done.append(_shown(name, command))
                failed |= done[-1].wait()
            failed |= journey.wait()
        finally:
            journey.end()
        reporter.join()
        say(f"== {JOURNEY}\n{log.read_text(encoding='utf-8', errors='replace').rstrip()}")
        done.append(journey)
    say("\n".join(["== make test", *map(str, done)]))
    say(f"  {'FAILED' if failed else 'all of it':24}{time.monotonic() - started:6.0f} s")
    return 1 if failed else 0


def _popen(command: tuple[str, ...], stdout: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )


def _shown(name: str, command: tuple[str, ...]) -> Part:
    """Run a command, its output ours line by line: no line of the journey falls into another."""
    say(f"== {name}")
    part = Part(name, _popen(command, subprocess.PIPE))
    # In a thread: what an interrupted one still says is shown too, and never fills the pipe.
    reader = threading.Thread(target=_copy, args=(part.process.stdout,), daemon=True)
    reader.start()
    try:
        part.wait()
    except BaseException:
        part.end()
        raise
    finally:
        reader.join(_END_SECONDS)
    return part


def _copy(lines: IO[str]) -> None:
    with lines:
        for line in lines:
            say(line.rstrip("\n"))


def _report(journey: Part, log: Path) -> None:
    while True:
        try:
            journey.process.wait(_REPORT_SECONDS)
        except subprocess.TimeoutExpired:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            last = lines[-1].strip() if lines else ""
            say(f"  {JOURNEY}: {time.monotonic() - journey.started:.0f} s  {last}")
        else:
            journey.ended = time.monotonic()
            say(f"== {JOURNEY}: over, and shown below\n{journey}")
            return


def say(lines: str) -> None:
    """Print whole lines at once."""
    sys.stdout.write(f"{lines}\n")
    sys.stdout.flush()


def on_signals() -> None:
    """Let an interrupt leave `main` by way of its clean-up; the exit code is the shell's."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminated)


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    # A second one must not keep the labs from being ended.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    on_signals()
    sys.exit(main())
