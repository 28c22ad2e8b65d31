"""Carries what containers print to CloudWatch Logs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lab.ecs import moto_values

if TYPE_CHECKING:
    from lab.control import Control
    from lab.ecs.preparation import LogStream

_FLUSH_SECONDS = 0.3
_READ_BYTES = 64 * 1024
# The awslogs driver splits longer lines at this length.
_MAX_LINE_BYTES = 16 * 1024
# AWS keeps what the group's retention says. Here all is in memory, so old lines go.
_KEPT_EVENTS = 20_000


class Output:
    """The output of one container, from its first line to its last."""

    def __init__(self, reader: asyncio.StreamReader, stream: LogStream, control: Control) -> None:
        self._reader = reader
        self._stream = stream
        self._control = control
        self._events: list[dict[str, Any]] = []

    async def carry(self) -> None:
        """Read until the container ends, and deliver what was read a few times a second."""
        flushing = asyncio.create_task(self._flush_often())
        try:
            await self._read()
        finally:
            flushing.cancel()
        await self._flush()

    async def _read(self) -> None:
        rest = b""
        while data := await self._reader.read(_READ_BYTES):
            *lines, rest = (rest + data).split(b"\n")
            while len(rest) > _MAX_LINE_BYTES:
                lines.append(rest[:_MAX_LINE_BYTES])
                rest = rest[_MAX_LINE_BYTES:]
            self._add(lines)
        self._add([rest])

    def _add(self, lines: list[bytes]) -> None:
        at = int(self._control.clock.now() * 1000)
        self._events += [
            {"timestamp": at, "message": line.decode(errors="replace").rstrip("\r")}
            for line in lines
            if line.strip()
        ]

    async def _flush_often(self) -> None:
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            await self._flush()

    async def _flush(self) -> None:
        events, self._events = self._events, []
        if events:
            await self._control.front.call(_put, self._control.account, self._stream, events)


def _put(account: str, stream: LogStream, events: list[dict[str, Any]]) -> None:
    """Deliver lines in moto's thread; where the stream is gone by now, so are they."""
    logs = moto_values.backend("logs", account, stream.region)
    try:
        logs.put_log_events(stream.group, stream.stream, events)
    except moto_values.REFUSALS:
        return
    kept = logs.groups[stream.group].streams[stream.stream].events
    del kept[:-_KEPT_EVENTS]
