"""Requests in a process of their own, for as long as something else lasts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LONGEST_SECONDS = 3600
_END_SECONDS = 60
# A job in the background ignores Ctrl-C, which is what ends the load.
_START = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass
class Load:
    """Requests under way, and what became of them once they ended."""

    process: subprocess.Popen[str]
    result: dict[str, Any] | None = None

    def end(self) -> dict[str, Any]:
        """End the load as Ctrl-C does; return its result, the same again later."""
        if self.result is None:
            self.process.send_signal(signal.SIGINT)
            output, _ = self.process.communicate(timeout=_END_SECONDS)
            self.result = json.loads(output)
        return self.result


@contextmanager
def load(lab: Path, url: str, *, rate: float, environment: Mapping[str, str]) -> Iterator[Load]:
    """Send requests for as long as the `with` block lasts.

    Args:
        lab: the program.
        url: what to ask for.
        rate: requests a second.
        environment: of the process; reaches the lab.
    """
    command = (
        *(str(lab), "load", "--url", url, "--rate", str(rate)),
        *("--seconds", str(_LONGEST_SECONDS), "--json"),
        *("--proxy", environment["SLUICE_HTTP_PROXY"]),
        *("--ca-bundle", environment["SLUICE_CA_BUNDLE"]),
    )
    process = subprocess.Popen(
        [sys.executable, "-c", _START, *command],
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    )
    under_way = Load(process)
    try:
        yield under_way
        under_way.end()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
