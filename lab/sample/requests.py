"""What happens around every request: faults, the version's header, one line in the log."""

from __future__ import annotations

import asyncio
import time
import traceback
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from lab.sample import log
from lab.sample.misbehaviour import crash

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from lab.sample.misbehaviour import Misbehaviour

# A health check must not see what canary analysis has to find; and faults can be taken back.
_EXEMPT = ("/healthz", "/_faults")


class Requests:
    """ASGI middleware."""

    def __init__(
        self, app: ASGIApp, *, version: str, misbehaviour: Misbehaviour, allow_header: bool
    ) -> None:
        self._app = app
        self._version = version
        self._misbehaviour = misbehaviour
        self._allow_header = allow_header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and say so in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-App-Version"] = self._version
            await send(message)

        try:
            await self._answer(scope, receive, send_marked)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            log.write("error", "unexpected", traceback="".join(traceback.format_exception(error)))
            if not status:
                await JSONResponse({"error": "internal error"}, 500)(scope, receive, send_marked)
        finally:
            log.write(
                "error" if status >= 500 else "info",
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                duration_ms=round((time.perf_counter() - started) * 1000, 3),
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        wanted = Headers(scope=scope).get("x-fault", "") if self._allow_header else ""
        if wanted == "crash":
            crash()
        if not scope["path"].startswith(_EXEMPT):
            chance = self._misbehaviour.chance
            wait = chance.latency_seconds() + _latency_seconds(wanted)
            if chance.error() or wanted == "error":
                app = JSONResponse({"error": "a fault was asked for"}, status_code=500)
            if wait:
                await asyncio.sleep(wait)
        await app(scope, receive, send)


def _latency_seconds(wanted: str) -> float:
    name, _, value = wanted.partition("=")
    try:
        return max(0.0, float(value)) / 1000 if name == "latency" else 0.0
    except ValueError:
        return 0.0
