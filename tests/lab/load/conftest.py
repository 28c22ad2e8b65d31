"""A small HTTP server of its own thread, whose answers a test decides."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Server:
    """Answers by `handler`, and counts what it was asked."""

    url: str = ""
    handler: Any = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[str | None] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.cookies.append(request.cookies.get("AWSALB"))
        self.headers.append(dict(request.headers))
        found: web.StreamResponse = await self.handler(request)
        return found


async def _ok(_: web.Request) -> web.StreamResponse:
    return web.Response(text="ok", headers={"X-App-Version": "1"})


@pytest.fixture
def server() -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    found = Server(handler=_ok)

    async def start() -> web.AppRunner:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", found.answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield found

    async def stop() -> None:
        await runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
