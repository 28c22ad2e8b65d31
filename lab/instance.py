"""Starts, finds and ends emulators: one process each, known by name.

LabError
├── NotUp             no emulator of that name runs
└── DidNotStart       it ended, or did not answer, within its time
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from lab import health
from lab.certificates import bundle_path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
PREFERRED_PORT = 4566
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_TRIES = 3
_TAKEN = "address already in use"


# Children of this process: whoever starts a process must also reap it.
_children: dict[int, subprocess.Popen[bytes]] = {}


class LabError(Exception):
    """Something about a lab that its user can act on: one sentence."""


class NotUp(LabError):
    """No emulator of that name runs."""


class DidNotStart(LabError):
    """The emulator ended, or did not answer, within its time."""


@dataclass(frozen=True)
class Instance:
    """A running emulator."""

    name: str
    pid: int
    port: int
    account: str

    @property
    def endpoint(self) -> str:
        """The address that AWS clients are pointed at."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def authorities(self) -> Path:
        """The certificates of the authority that its TLS servers are signed by."""
        return bundle_path(_folder(self.name) / "run")

    @property
    def log(self) -> Path:
        """Where its process writes."""
        return _log(self.name)


def _folder(name: str) -> Path:
    return ROOT / ".sluice" / "lab" / name


def _log(name: str) -> Path:
    return _folder(name) / "lab.log"


def find(name: str) -> Instance | None:
    """Return the running emulator of that name, or None."""
    try:
        instance = Instance(**json.loads((_folder(name) / "lab.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None
    said = health.ask(instance.endpoint)
    # A process id may have been given to a stranger since: only the answer counts.
    return instance if said is not None and said.pid == instance.pid else None


def get(name: str) -> Instance:
    """Return the running emulator of that name.

    Raises:
        NotUp: there is none.
    """
    instance = find(name)
    if instance is None:
        flag = "" if name == "default" else f" --name {name}"
        raise NotUp(f"no lab named {name!r} is up: start it with 'lab up{flag}'")
    return instance


def start(
    name: str, *, account: str, port: int | None = None, state: Path | None = None
) -> Instance:
    """Start an emulator in the background and wait until it answers.

    Args:
        name: what it is found by.
        account: the twelve digits of the AWS account that it plays.
        port: loopback port; 4566 where it is free, else any free one, where left out.
        state: what `lab save` wrote of a deployed account; an empty account if left out.

    Raises:
        DidNotStart: says where its log is.
    """
    for _ in range(_TRIES):
        try:
            return _start(name, account=account, port=port or _choose_port(), state=state)
        except DidNotStart:
            # Another lab that was started in the same moment chose the same port.
            if port is not None or _TAKEN not in _log(name).read_text(errors="replace"):
                raise
    raise DidNotStart(f"other programs took the port of lab {name!r} each time: pass --port")


def _start(name: str, *, account: str, port: int, state: Path | None) -> Instance:
    folder = _folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    running = folder / "run"
    # What an earlier one ran on: databases of an account that is gone.
    shutil.rmtree(running, ignore_errors=True)
    command = [sys.executable, "-m", "lab.server", "--port", str(port), "--account", account]
    command += ["--folder", str(running), *(["--state", str(state)] if state else [])]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with _log(name).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
            start_new_session=True,
        )
    _children[process.pid] = process
    instance = Instance(name=name, pid=process.pid, port=port, account=account)
    try:
        _wait_until_up(instance, process)
    except BaseException:
        _end(process.pid)
        raise
    (folder / "lab.json").write_text(json.dumps(asdict(instance)))
    return instance


def stop(instance: Instance) -> None:
    """End the emulator's process; what it held in memory is gone."""
    (_folder(instance.name) / "lab.json").unlink(missing_ok=True)
    _end(instance.pid)


def _end(pid: int) -> None:
    """End a process of ours and wait until it is gone."""
    number = signal.SIGTERM
    deadline = time.monotonic() + _STOP_SECONDS
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(pid, number)
            if pid in _children and _children[pid].poll() is not None:
                del _children[pid]
                return
            if time.monotonic() > deadline:
                number = signal.SIGKILL
            time.sleep(0.05)


def _choose_port() -> int:
    for candidate in (PREFERRED_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise DidNotStart("no free loopback port: end what holds them, or pass --port")


def _wait_until_up(instance: Instance, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        said = health.ask(instance.endpoint)
        if said is not None and said.pid == process.pid:
            return
        if process.poll() is not None or time.monotonic() > deadline:
            what = "ended at its start" if process.poll() is not None else "did not answer"
            raise DidNotStart(
                f"the emulator on port {instance.port} {what}: its log is {instance.log}"
            )
        time.sleep(0.05)
