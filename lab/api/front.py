"""The emulator's HTTP server: keeps connections open, and asks moto one thing at a time.

Moto's own development server closes each connection right after it answered, and clients
then now and then lost an answer whose call had taken effect. Its models are plain
dictionaries without locks: two requests that change the same one could lose a write. So
one thread runs all of moto; whoever else reads or changes its models does it there, too.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from lab.api import retries, wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# An S3 object of the largest size that one PutObject takes is 5 GiB; a state has a megabyte.
_MAX_BODY_BYTES = 256 * 1024 * 1024
# Clients close idle connections after 90 seconds or less: were the server the first, a
# request could cross with the end of its connection.
_KEEP_ALIVE_SECONDS = 3600.0

_Returned = TypeVar("_Returned")

# Whoever answers a request, in the end moto; and whoever stands in between: its answer is
# None where none may arrive.
Ask = Callable[[wsgi.Request], Awaitable[wsgi.Answer]]
Between = Callable[[wsgi.Request, Ask], Awaitable[wsgi.Answer | None]]


class Front:
    """One emulated account behind one loopback port."""

    def __init__(self, application: WSGIApplication, *, port: int) -> None:
        """Prepare to serve.

        Args:
            application: moto.
            port: the loopback port that it is told it is called at.
        """
        self._application = application
        self._port = port
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="moto")
        self.between: Between | None = None
        self.web = web.Application(client_max_size=_MAX_BODY_BYTES)

    async def call(self, function: Callable[..., _Returned], *arguments: Any) -> _Returned:
        """Run `function` where moto runs, and so while no request is being answered."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, function, *arguments)

    def route_everything_else(self) -> None:
        """Hand what no route was added for to moto; call it after adding routes."""
        self.web.router.add_route("*", "/{everything:.*}", self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        retries.tell(request)
        asked = wsgi.Request(
            method=request.method,
            target=request.raw_path,
            headers=tuple(request.headers.items()),
            body=await request.read(),
            port=self._port,
        )
        found = await (self.between(asked, self._ask) if self.between else self._ask(asked))
        if found is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if request.transport is None or request.transport.is_closing():
            # The call took effect, its answer does not arrive: the client will try again.
            print(f"DROPPED {request.method} {request.raw_path}", file=sys.stderr, flush=True)
        response = web.Response(status=found.status, body=found.body)
        response.headers.clear()
        for name, value in found.headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                response.headers.add(name, value)
        if request.method == "HEAD":
            # The length of what is not sent.
            lengths = [v for k, v in found.headers if k.lower() == "content-length"]
            response.headers.update({"Content-Length": lengths[0]} if lengths else {})
        return response

    async def _ask(self, asked: wsgi.Request) -> wsgi.Answer:
        return await self.call(wsgi.ask, self._application, asked)

    async def serve(self, host: str) -> None:
        """Listen on the port until cancelled."""
        runner = web.AppRunner(
            self.web,
            access_log=None,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            handle_signals=False,
            shutdown_timeout=1.0,
        )
        await runner.setup()
        try:
            # A burst of parallel Terraform opens many connections at once.
            await web.TCPSite(runner, host, self._port, backlog=1024).start()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            self._thread.shutdown(wait=False, cancel_futures=True)
