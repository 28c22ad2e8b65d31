"""What a load balancer answers by itself: redirects, fixed responses, errors."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from lab.alb.conditions import Asked
    from lab.alb.configuration import FixedResponse, Redirect

SERVER = "awselb/2.0"
_PLACEHOLDER = re.compile(r"#\{(protocol|host|port|path|query)\}")
# Where AWS's words differ from the standard's.
_PHRASES = {503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


def location(redirect: Redirect, asked: Asked, *, protocol: str, port: int) -> str:
    """Return where a redirect leads; `protocol` and `port` are the listener's."""
    values = {
        "protocol": protocol.lower(),
        "host": asked.host,
        "port": str(port),
        "path": asked.path.removeprefix("/"),
        "query": asked.query,
    }

    def fill(template: str) -> str:
        return _PLACEHOLDER.sub(lambda found: values[found.group(1)], template)

    query = fill(redirect.query)
    place = (
        f"{fill(redirect.protocol).lower()}://{fill(redirect.host)}:{fill(redirect.port)}"
        f"{fill(redirect.path)}"
    )
    return f"{place}?{query}" if query else place


def page(status: int) -> web.Response:
    """Return the page that AWS answers with an error or a redirect."""
    phrase = _PHRASES.get(status, HTTPStatus(status).phrase)
    title = f"{status} {phrase}"
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    return web.Response(
        status=status,
        body=text.encode(),
        headers={"Server": SERVER, "Content-Type": "text/html"},
    )


def redirected(redirect: Redirect, asked: Asked, *, protocol: str, port: int) -> web.Response:
    """Return the answer of a redirect action."""
    answer = page(redirect.status)
    answer.headers["Location"] = location(redirect, asked, protocol=protocol, port=port)
    return answer


def fixed(response: FixedResponse) -> web.Response:
    """Return the answer of a fixed-response action."""
    return web.Response(
        status=response.status,
        body=response.body.encode(),
        headers={"Server": SERVER, "Content-Type": f"{response.content_type}; charset=utf-8"},
    )
