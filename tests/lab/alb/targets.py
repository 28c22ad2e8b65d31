"""Small real HTTP servers to stand behind a load balancer, each in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Coroutine

CHUNKS = 3


class HttpTarget:
    """Answers by path; it says its name in the header X-Target.

    /slow waits for `go`; /refused ends the connection instead of answering; /garbage is no
    HTTP; /stream sends chunks, the later ones after `go`; /stale answers the first request of
    a connection and ends it at the second; anything else tells method, path, headers and body
    as JSON. /healthz answers `health`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.health = 200
        self.requests = 0
        self.checks = 0
        self.connections = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._go = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def go(self) -> None:
        """Let everything that waits go on."""
        self._loop.call_soon_threadsafe(self._go.set)

    def kill(self) -> None:
        """End as a killed process does: no more connections, the open ones are reset."""
        self._do(self._end())

    def drop_idle(self) -> None:
        """Close all open connections as a server's keep-alive timeout does."""
        self._do(self._drop())

    def back(self) -> None:
        """Listen again on the same port."""
        self._do(self._listen())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Transports close in the loop's next rounds.
        await asyncio.sleep(0.01)

    async def _drop(self) -> None:
        for writer in list(self._writers):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        self.connections += 1
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            first = True
            while await self._request(reader, writer, first=first):
                first = False
        self._writers.discard(writer)
        self._tasks.discard(task)
        writer.close()

    async def _request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, first: bool
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.rstrip().split("\r\n")
        method, path, _ = line.split(" ")
        headers = [header.split(": ", 1) for header in rest]
        if path.startswith("/healthz"):
            self.checks += 1
            writer.write(self._answer(b"", status=self.health))
            return True
        self.requests += 1
        if path.startswith("/slow"):
            await self._go.wait()
        if path.startswith("/refused") or (path.startswith("/stale") and not first):
            return False
        if path.startswith("/garbage"):
            writer.write(b"this is no HTTP\r\n\r\n")
            return False
        if path.startswith("/stream"):
            await self._stream(writer)
            return True
        body = await _body(reader, {name.lower(): value for name, value in headers})
        told = {"method": method, "path": path, "headers": headers, "body": body.decode("latin-1")}
        writer.write(self._answer(b"" if method == "HEAD" else json.dumps(told).encode()))
        return True

    def _answer(self, body: bytes, status: int = 200) -> bytes:
        named = f"HTTP/1.1 {status} RuleResult\r\nX-Target: {self.name}\r\n"
        return f"{named}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nX-Target: {self.name}\r\n".encode())
        writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
        for number in range(CHUNKS):
            writer.write(b"5\r\nchnk%d\r\n" % number)
            await writer.drain()
            await self._go.wait()
        writer.write(b"0\r\n\r\n")


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body
    return await reader.readexactly(int(headers.get("content-length", 0)))


class FastTarget(HttpTarget):
    """Answers 200 to everything, with as little work as possible."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._fast: set[Any] = set()

    async def _listen(self) -> None:
        answer = self._answer(b"")
        self._server = await self._loop.create_server(
            lambda: _Fast(answer, self._fast), "127.0.0.1", 0
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        for transport in list(self._fast):
            transport.abort()
        await super()._end()


class _Fast(asyncio.Protocol):
    def __init__(self, answer: bytes, connected: set[Any]) -> None:
        self._answer = answer
        self._connected = connected
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._connected.add(transport)

    def connection_lost(self, _: Exception | None) -> None:
        self._connected.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._answer * data.count(b"\r\n\r\n"))
