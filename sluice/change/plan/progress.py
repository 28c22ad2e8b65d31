"""Tells what `sluice plan` does while it does it: on stderr, so that stdout is the result."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Listener:
    """Hears `terraform plan -json` and keeps its errors and warnings."""

    def __init__(self, progress: Progress) -> None:
        """Tell `progress` of each resource that was looked at."""
        self.errors: list[tuple[str, str]] = []
        self.warnings: list[str] = []
        self._progress = progress
        self._refreshed = 0
        self._rest: list[str] = []

    def hear(self, line: str) -> None:
        """Take in one line; what is no JSON is kept for an error."""
        try:
            message: Any = json.loads(line)
            kind = message["type"]
        except (ValueError, KeyError, TypeError):
            self._rest.append(line)
            return
        if kind == "refresh_complete":
            self._refreshed += 1
            self._progress.note(f"{self._refreshed} resources read")
        elif kind == "diagnostic":
            found = message["diagnostic"]
            if found["severity"] == "error":
                self.errors.append((found["summary"], found.get("detail", "")))
            else:
                self.warnings.append(found["summary"])

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Errors as (summary, detail); what it wrote besides, where it named none."""
        return self.errors or [("".join(self._rest), "")]


class Progress:
    """One line a step, with its seconds; on a terminal, a line that counts while it runs."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.seconds: dict[str, float] = {}
        self._live = sys.stderr.isatty()
        self._step = ""
        self._began = 0.0

    @contextmanager
    def step(self, name: str, text: str) -> Iterator[None]:
        """Time a step and tell of it; `name` is its key in `seconds`."""
        self._step, self._began = text, time.monotonic()
        self.note("")
        yield
        self.seconds[name] = time.monotonic() - self._began
        self._write(f"{text}: {self.seconds[name]:.1f} s", end="\n")

    def note(self, text: str) -> None:
        """Tell how far the step is, where that can be drawn over."""
        if self._live:
            elapsed = time.monotonic() - self._began
            more = f", {text}" if text else ""
            self._write(f"{self._step} ... {elapsed:.0f} s{more}", end="")

    def _write(self, text: str, *, end: str) -> None:
        over = "\r\x1b[2K" if self._live else ""
        print(f"{over}{text}", end=end, file=sys.stderr, flush=True)
