"""Says whose emulator answers on a port, so that no stranger is taken for it or ended."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

PATH = "/_lab/health"


@dataclass(frozen=True)
class Health:
    """What a running emulator says of itself."""

    pid: int
    account: str


def route(application: web.Application, *, account: str) -> None:
    """Let `application` answer `/_lab/health` for the emulator that plays `account`."""
    from aiohttp import web  # noqa: PLC0415 - who only asks need not wait for its import

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid(), "account": account})

    application.router.add_get(PATH, answer)


def ask(endpoint: str, timeout_seconds: float = 2.0) -> Health | None:
    """Return what the emulator at `endpoint` says; None where none of ours answers."""
    try:
        with urllib.request.urlopen(endpoint + PATH, timeout=timeout_seconds) as answer:  # noqa: S310 - loopback
            document = json.load(answer)
            return Health(pid=int(document["pid"]), account=str(document["account"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
