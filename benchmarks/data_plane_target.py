"""A tiny HTTP server: answers every GET with 200 and 128 bytes, and keeps connections open.

`python benchmarks/data_plane_target.py` prints its loopback port and serves until it is ended.
"""

from __future__ import annotations

import asyncio
from typing import cast

import uvloop

_BODY = b"x" * 128
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 128\r\n\r\n" + _BODY
_END = b"\r\n\r\n"


class _Target(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._pending = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods of asyncio's, not their classes.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        heads = (self._pending + data).split(_END)
        self._pending = heads.pop()
        assert self._transport is not None, "it is connected"
        self._transport.write(_ANSWER * len(heads))


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Target, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
