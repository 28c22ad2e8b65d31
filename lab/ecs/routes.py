"""`/_lab/ecs/images`: the image table of a running lab."""

from __future__ import annotations

from json import JSONDecodeError
from typing import TYPE_CHECKING

from aiohttp import web

from lab.ecs.images import BadImage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.ecs.images import ImageTable

PATH = "/_lab/ecs/images"


def routes(images: ImageTable) -> Sequence[web.AbstractRouteDef]:
    """Return the routes that read and extend a table."""

    async def listed(_: web.Request) -> web.Response:
        return web.json_response([{"digest": digest, **each.document()} for digest, each in images])

    async def add(request: web.Request) -> web.Response:
        try:
            digest = images.add_document(await request.json())
        except (BadImage, JSONDecodeError, UnicodeDecodeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"digest": digest}, status=201)

    return [web.get(PATH, listed), web.post(PATH, add)]
