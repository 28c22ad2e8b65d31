"""Turns Terraform's stream of lines into one line of progress."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_EVENT = re.compile(
    r"(?P<address>[\w.\-\[\]\"]+): (?P<what>Creating|Creation complete|"
    r"Modifying|Modifications complete|Destroying|Destruction complete)"
)
_STARTS = ("Creating", "Modifying", "Destroying")
_PLAN = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
_REPORT_SECONDS = 5.0
_LINE_WIDTH = 100


@dataclass
class Progress:
    """What Terraform has done so far, read from its output line by line."""

    planned: int = 0
    finished: set[str] = field(default_factory=set)
    under_way: dict[str, float] = field(default_factory=dict)
    last_line: str = ""

    def feed(self, line: str) -> None:
        """Take note of one line of output."""
        text = _ESCAPES.sub("", line)
        self.last_line = text.strip() or self.last_line
        plan = _PLAN.search(text)
        if plan:
            self.planned = sum(int(number) for number in plan.groups())
        event = _EVENT.search(text)
        if event is None:
            return
        if event["what"] in _STARTS:
            self.under_way.setdefault(event["address"], time.monotonic())
        else:
            self.under_way.pop(event["address"], None)
            # By address: cdktf draws the same lines anew, again and again.
            self.finished.add(event["address"])

    @property
    def done(self) -> int:
        """How many resources are finished."""
        return len(self.finished)

    def __str__(self) -> str:
        """Return `done of planned` and what has been waited for longest, or the last line."""
        if not (self.done or self.planned or self.under_way):
            return self.last_line[:_LINE_WIDTH]
        waiting = min(self.under_way, key=lambda address: self.under_way[address], default=None)
        total = f" of {self.planned}" if self.planned else ""
        return f"{self.done}{total} resources" + (f", waiting for {waiting}" if waiting else "")


class CommandFailed(Exception):
    """A command ended with an unexpected exit code; the text says where its output is."""


def run(
    command: Sequence[str],
    *,
    label: str,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    expected: tuple[int, ...] = (0,),
) -> int:
    """Run a command, its output into `log`, with a line of progress every five seconds.

    Returns:
        the exit code, one of `expected`.

    Raises:
        CommandFailed: any other exit code; the last lines of the log are in the text.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = reported = time.monotonic()
    progress = Progress()
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                out.write(line)
                progress.feed(line)
                if time.monotonic() - reported > _REPORT_SECONDS:
                    reported = time.monotonic()
                    say(f"  {label} {reported - started:4.0f} s  {progress}")
        except BaseException:
            # Terraform needs its interrupt, and the time to write its state.
            process.terminate()
            process.wait()
            raise
    if process.returncode not in expected:
        tail = "".join(_ESCAPES.sub("", log.read_text(encoding="utf-8"))[-3000:])
        raise CommandFailed(
            f"{label}: exit code {process.returncode}; all of it is in {log}\n{tail}"
        )
    say(
        f"  {label} {time.monotonic() - started:4.0f} s  done"
        + (f" ({progress.done} resources)" if progress.done else "")
    )
    return process.returncode


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)
    sys.stdout.flush()
