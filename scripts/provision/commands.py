"""Runs a step's commands, their output in a log, and ends them all on an interrupt."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TAIL_LINES = 25


class StepFailed(Exception):
    """A command of a step failed; the text holds the end of its output."""


@dataclass
class Commands:
    """The commands that are running now, in any thread."""

    folder: Path
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: bool = False

    def run(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        """Run a command to its end, its output appended to `log`.

        Raises:
            StepFailed: it could not be started, failed, or was ended by `end_all`.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            out.write(f"\n$ {' '.join(command)}\n".encode())
            out.flush()
            try:
                code = self._wait(command, out.fileno(), environment)
            except OSError as error:
                raise StepFailed(f"{command[0]}: {error}") from error
        if code != 0:
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            tail = "\n".join(f"    {line}" for line in lines[-_TAIL_LINES:])
            raise StepFailed(f"exit code {code}; the end of {log}:\n{tail}")

    def _wait(self, command: Sequence[str], out: int, environment: Mapping[str, str]) -> int:
        with self._lock:
            if self._ended:
                return -signal.SIGTERM
            # A session of its own: pip's and npm's own children end with it.
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
            self._running.add(process)
        try:
            return process.wait()
        finally:
            with self._lock:
                self._running.discard(process)

    def end_all(self) -> None:
        """End everything that runs, and refuse to start more."""
        with self._lock:
            self._ended = True
            for process in self._running:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
