"""Saves the account that a running lab plays: `POST /_lab/save?environment=stage`."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from aiohttp import web

from lab.saved import file, snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.control import Control, Part

PATH = "/_lab/save"


def route(application: web.Application, control: Control, parts: Mapping[str, Part]) -> None:
    """Let `application` save the account; the answer says where and how much."""

    async def save(request: web.Request) -> web.Response:
        environment = request.query.get("environment", "")
        try:
            path = file.path_of(environment)
        except file.NotSaved as error:
            return web.json_response({"error": str(error)}, status=400)
        saved_at = control.clock.utc().isoformat(timespec="seconds")
        try:
            content = await snapshot.take(control, parts)
        except Exception as error:  # noqa: BLE001 - whatever cannot be saved is told, not half-written
            traceback.print_exc()
            return web.json_response({"error": f"could not be saved: {error!r}"}, status=500)
        file.write(path, file.about(control.account, environment, saved_at), content)
        return web.json_response({"path": str(path), "bytes": len(content)})

    application.router.add_post(PATH, save)
