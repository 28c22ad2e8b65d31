"""A forward proxy for clients: leads the lab's host names to loopback, refuses the world.

`curl --proxy http://127.0.0.1:PORT https://web.stage.example.com/` works as it does on AWS;
a name that the lab does not know is refused, so that a rehearsal never leaves the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lab.alb.listening import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_HEAD_BYTES = 65536
_CHUNK_BYTES = 65536
_HEAD_SECONDS = 30.0
_CONNECTION_HEADERS = (
    b"connection:",
    b"proxy-connection:",
    b"keep-alive:",
    b"proxy-authorization:",
)


class ForwardProxy:
    """Listens on a loopback port."""

    def __init__(self, find: Callable[[str, int], int | None]) -> None:
        """Prepare; `find` returns the loopback port of a host and port, None: refuse."""
        self._find = find
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The loopback port."""
        assert self._server is not None, "it listens"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def listen(self, preferred_port: int) -> None:
        """Open the port: the preferred one where it is free, else any; 0: any."""
        for port in dict.fromkeys((preferred_port, 0)):
            try:
                self._server = await asyncio.start_server(
                    self._serve, LOOPBACK, port, limit=_MAX_HEAD_BYTES, backlog=1024
                )
            except OSError:
                if not port:
                    raise
            else:
                return

    async def close(self) -> None:
        """End it with all its connections."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "called in one"
        self._open.add(task)
        try:
            # A client that leaves is no news.
            with contextlib.suppress(OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
                await self._lead(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_SECONDS)
        line, _, rest = head.partition(b"\r\n")
        method, _, asked = line.decode("latin-1").partition(" ")
        target, _, version = asked.rpartition(" ")
        try:
            host, port, path = _destination(method, target)
        except ValueError:
            await _refuse(writer, 400, f"The lab's proxy cannot read {line.decode('latin-1')!r}.")
            return
        found = self._find(host, port)
        if found is None:
            await _refuse(
                writer,
                502,
                f"The lab has no server {host}:{port}; it reaches only its own load balancers "
                "and the names that lead to them.",
            )
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, found)
        except OSError:
            await _refuse(writer, 502, f"The lab's {host}:{port} does not answer just now.")
            return
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                far_writer.write(f"{method} {path} {version}\r\n".encode("latin-1"))
                far_writer.write(_one_request(rest))
            await _both_ways((reader, writer), (far_reader, far_writer))
        finally:
            far_writer.close()


def _destination(method: str, target: str) -> tuple[str, int, str]:
    """Return host, port and, but for CONNECT, the path and query of a request's target.

    Raises:
        ValueError: it names no host and port.
    """
    if method == "CONNECT":
        host, _, port = target.rpartition(":")
        return host, int(port), ""
    parts = urlsplit(target)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError(target)
    path = target.split("://", 1)[1]
    slash = path.find("/")
    return parts.hostname, parts.port or 80, path[slash:] if slash >= 0 else "/"


def _one_request(head: bytes) -> bytes:
    """Return the header lines so that the connection ends with this request.

    The next one may be for another host; a client then opens a new connection.
    """
    lines = [
        line
        for line in head.split(b"\r\n")
        if line and not line.lower().startswith(_CONNECTION_HEADERS)
    ]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


async def _refuse(writer: asyncio.StreamWriter, status: int, why: str) -> None:
    body = f"{why}\n".encode()
    phrase = {400: "Bad Request", 502: "Bad Gateway"}[status]
    writer.write(
        f"HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        + body
    )
    await writer.drain()


async def _both_ways(
    near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Pass bytes on until the far side has ended."""
    up = asyncio.create_task(_pour(near[0], far[1]))
    try:
        await _pour(far[0], near[1])
    finally:
        up.cancel()
        await asyncio.gather(up, return_exceptions=True)


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(_CHUNK_BYTES):
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
