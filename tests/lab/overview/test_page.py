"""The lab's page in a real browser: headless Chromium runs its script and shows the state."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lab.overview import routes
from scripts import browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _served(document: dict[str, Any]) -> Iterator[str]:
    """Serve the page, and a status that stays as it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def status(_: web.Request) -> web.Response:
        return web.json_response(document)

    application = web.Application()
    application.router.add_get(routes.STATUS_PATH, status)
    application.router.add_get(routes.PAGE_PATH, routes.page)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(application, handle_signals=False)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", port).start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}{routes.PAGE_PATH}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


def test_the_page_shows_what_the_lab_does(document: dict[str, Any], tmp_path: Path) -> None:
    with _served(document) as url:
        html = browser.document(url, tmp_path)
    cells = re.findall(r"<(?:td|th|span|h2)[^>]*>([^<]*)<", html)
    assert "web-stage-green 10.0 % · 9.5 requests/s" in cells
    assert "127.0.0.1:55432" in cells
    assert "web-stage-error-rate" in cells
    assert '<td class="bad">ALARM</td>' in html
    assert '<td class="good">RUNNING</td>' in html
    assert "weights" in cells


def test_what_the_lab_says_is_shown_as_text_and_never_as_markup(
    document: dict[str, Any], tmp_path: Path
) -> None:
    document["parts"]["ecs"]["services"][0]["last_event"] = "<img src=x onerror=alert(1)>"
    with _served(document) as url:
        html = browser.document(url, tmp_path)
    assert "&lt;img src=x" in html
    assert "<img" not in html


def test_an_answer_that_is_no_status_is_told(document: dict[str, Any], tmp_path: Path) -> None:
    del document["parts"]
    with _served(document) as url:
        html = browser.document(url, tmp_path)
    assert 'class="stale"' in html
