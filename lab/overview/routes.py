"""Serves the state of all parts as JSON, and the page that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.control import Control, Part

STATUS_PATH = "/_lab/status"
PAGE_PATH = "/_lab/"
_PAGE = Path(__file__).parent / "page.html"


async def page(_: web.Request) -> web.StreamResponse:
    """Answer with the page."""
    return web.FileResponse(_PAGE, headers={"Cache-Control": "no-cache"})


def route(application: web.Application, control: Control, parts: Mapping[str, Part]) -> None:
    """Let `application` answer `/_lab/status` and the page at `/_lab/`."""

    def document() -> dict[str, Any]:
        return {
            "endpoint": control.endpoint,
            "account": control.account,
            "time": control.clock.utc().isoformat(timespec="seconds"),
            "parts": {name: part.status() for name, part in parts.items()},
        }

    async def status(_: web.Request) -> web.Response:
        return web.json_response(document())

    application.router.add_get(STATUS_PATH, status)
    application.router.add_get(PAGE_PATH, page)
