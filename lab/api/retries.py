"""Says in the log what a client asks for again: AWS's SDKs count their attempts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web


def tell(request: web.Request) -> None:
    """Write a line if the request is a second or later attempt."""
    counted = dict(
        part.strip().partition("=")[::2]
        for part in request.headers.get("amz-sdk-request", "").split(";")
    )
    if counted.get("attempt", "1") != "1":
        what = request.headers.get("x-amz-target", f"{request.method} {request.raw_path}")
        print(f"RETRIED {what}: attempt {counted['attempt']}", file=sys.stderr, flush=True)
