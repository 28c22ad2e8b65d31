"""Keeps one data plane running: started, started again if it dies, ended with the lab."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from typing import TYPE_CHECKING

from lab import children
from lab.alb.data_plane import COOKIE_KEY_VARIABLE
from lab.instance import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# A data plane that cannot start is tried again, but not in a hurry.
_PAUSE_SECONDS = 0.2
_GRACE_SECONDS = 10.0


class DataPlaneProcess:
    """The process, whichever it is at the moment; `starts` counts them."""

    def __init__(self, endpoint: str, folder: Path) -> None:
        """Prepare.

        Args:
            endpoint: the emulator's address.
            folder: where its log is written.
        """
        self.starts = 0
        self.pid: int | None = None
        self._endpoint = endpoint
        self._log = folder / "data-plane.log"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            COOKIE_KEY_VARIABLE: secrets.token_hex(32),
        }

    async def keep(self) -> None:
        """Run it until cancelled, and then end it."""
        command = [sys.executable, "-m", "lab.alb.data_plane", "--endpoint", self._endpoint]
        with self._log.open("ab") as log:
            while True:
                process = await children.start(
                    command, environment=self._environment, folder=ROOT, output=log
                )
                self.starts += 1
                self.pid = process.pid
                try:
                    code = await process.wait()
                finally:
                    self.pid = None
                    await children.end(process, grace_seconds=_GRACE_SECONDS)
                print(
                    f"RESTARTED the load balancers' data plane: it ended with {code}, "
                    f"its log is {self._log}",
                    file=sys.stderr,
                    flush=True,
                )
                await asyncio.sleep(_PAUSE_SECONDS)
