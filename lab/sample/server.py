"""Serves the application over HTTP until SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING

import uvicorn

from lab.sample import log
from lab.sample.application import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.sample.settings import Settings

_LOOPBACK = "127.0.0.1"
# Longer than a load balancer keeps an idle connection (60 s): were the application the first
# to close, a request could cross with the end of its connection, and be answered 502.
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 20


def run(settings: Settings) -> int:
    """Serve; return the exit code."""
    logging.basicConfig(level=logging.WARNING, handlers=[log.Handler()])
    server = _Server(
        uvicorn.Config(
            build(settings),
            host=_LOOPBACK,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
    log.write("info", "starting", port=settings.port)
    # It exits by itself where it cannot listen.
    with contextlib.suppress(SystemExit):
        server.run()
    if not server.started:
        log.write("error", f"cannot serve on port {settings.port}")
        return 3
    log.write("info", "stopped")
    return 0


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Finish what is in flight on SIGTERM, and exit 0; uvicorn would die by the signal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield
