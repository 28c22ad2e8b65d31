"""`make setup` from top to bottom."""

from __future__ import annotations

import fcntl
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.provision import prerequisites, terraform_config
from scripts.provision.chains import Runner, say, unfinished
from scripts.provision.commands import Commands
from scripts.provision.stamps import Stamps
from scripts.provision.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent


def main(root: Path = ROOT) -> int:
    """Set the checkout up; the exit code is 0 where everything is there."""
    started = time.monotonic()
    # `make` and CI end a job with SIGTERM: what was started must end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = prerequisites.check(root / ".venv" / "bin")
    problems = [one.problem for one in found if one.problem and not one.fetched]
    if problems:
        print("\n".join(f"setup: {problem}" for problem in problems), file=sys.stderr)
        return 1
    state = root / ".sluice"
    commands = Commands(root)
    try:
        with _only_one(state / "setup"):
            return _build(root, state, commands, found, started)
    except KeyboardInterrupt:
        commands.end_all()
        say("setup: interrupted; 'make setup' takes it up again")
        return 130


def _build(
    root: Path,
    state: Path,
    commands: Commands,
    found: list[prerequisites.Found],
    started: float,
) -> int:
    provider = terraform_config.write(state / "terraformrc", root / "terraform.lock.hcl")
    node = next(one.version for one in found if one.name == prerequisites.NODE.name)
    lacking = {one.name: one.problem for one in found if one.fetched}
    stamps = Stamps(state / "setup")
    every = Steps(root, state, commands, node, lacking).chains()
    chains = [left for chain in every if (left := unfinished(chain, stamps))]
    if not chains:
        return 0
    shown = ", ".join(one.told for one in found)
    python = ".".join(str(number) for number in sys.version_info[:3])
    say(f"setup: Python {python}, {shown}; the AWS provider comes from {provider}")
    if advice := prerequisites.advice(node):
        say(f"setup: {advice}")
    runner = Runner(stamps)
    if not runner.run(chains):
        failed = ", ".join(runner.failures)
        say(f"setup: {failed} failed, see above; what is done stays done: run 'make setup' again")
        return 1
    say(f"setup: done in {time.monotonic() - started:.0f} s")
    return 0


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Wait for another set-up of this checkout to end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("setup: another one is under way in this checkout; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
