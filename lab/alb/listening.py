"""The loopback ports that listeners are reached at."""

from __future__ import annotations

import asyncio
import ssl
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.alb.serving import Serving
    from lab.alb.table import Bound

LOOPBACK = "127.0.0.1"
# AWS's limits are 16 KiB for the request line and for one header.
_MAX_LINE_BYTES = 16384
_BACKLOG = 1024
# How long a deleted listener's requests may still take.
_FAREWELL_SECONDS = 5.0


class Socket:
    """One listener's port; it stays the same for as long as the listener is there."""

    def __init__(self, serving: Serving, bound: Bound) -> None:
        """Prepare to listen for `bound`."""
        self.protocol = bound.listener.protocol
        self._handler = partial(serving.answer, bound.listener.arn)
        self._idle_timeout_seconds = 0.0
        self._certificate: str | None = None
        self._context: ssl.SSLContext | None = None
        self._web: web.Server | None = None
        self._former: list[web.Server] = []
        self._server: asyncio.Server | None = None
        self.update(bound)

    @property
    def port(self) -> int:
        """The loopback port."""
        assert self._server is not None, "it listens"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def update(self, bound: Bound) -> None:
        """Take over what new connections are given: idle timeout and certificate."""
        if bound.balancer.idle_timeout_seconds != self._idle_timeout_seconds:
            self._idle_timeout_seconds = bound.balancer.idle_timeout_seconds
            if self._web is not None:
                self._former.append(self._web)
            self._web = web.Server(
                self._handler,
                handler_cancellation=True,
                access_log=None,
                keepalive_timeout=self._idle_timeout_seconds,
                auto_decompress=False,
                max_line_size=_MAX_LINE_BYTES,
                max_field_size=_MAX_LINE_BYTES,
            )
        certificate = bound.listener.certificate
        if certificate != self._certificate and certificate is not None:
            if self._context is None:
                self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                self._context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._context.load_cert_chain(certificate)
        self._certificate = certificate

    async def listen(self, preferred_port: int) -> None:
        """Open the port: the preferred one where it is free, else any; 0: any."""
        loop = asyncio.get_running_loop()
        for port in dict.fromkeys((preferred_port, 0)):
            try:
                self._server = await loop.create_server(
                    self._connection, LOOPBACK, port, ssl=self._context, backlog=_BACKLOG
                )
            except OSError:
                if not port:
                    raise
            else:
                return

    def _connection(self) -> asyncio.Protocol:
        assert self._web is not None, "made with it"
        return self._web()

    async def close(self) -> None:
        """Take no more connections, and end those that are open when their requests are done."""
        if self._server is not None:
            self._server.close()
        for server in [*self._former, self._web]:
            if server is not None:
                server.pre_shutdown()
                await server.shutdown(_FAREWELL_SECONDS)


class Sockets:
    """One port for each listener."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._sockets: dict[str, Socket] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def ports(self) -> dict[str, int]:
        """Return the loopback ports by listener ARN."""
        return {arn: socket.port for arn, socket in self._sockets.items()}

    async def follow(self, listeners: Mapping[str, Bound], preferred: Mapping[str, int]) -> None:
        """Open and close ports so that each listener has one."""
        for arn, socket in list(self._sockets.items()):
            bound = listeners.get(arn)
            if bound is None or bound.listener.protocol != socket.protocol:
                del self._sockets[arn]
                self._close(socket)
            else:
                socket.update(bound)
        for arn, bound in listeners.items():
            if arn not in self._sockets:
                socket = Socket(self._serving, bound)
                await socket.listen(preferred.get(arn, 0))
                self._sockets[arn] = socket

    def _close(self, socket: Socket) -> None:
        task = asyncio.create_task(socket.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close all ports."""
        await asyncio.gather(*self._closing, *(one.close() for one in self._sockets.values()))
        self._sockets.clear()
