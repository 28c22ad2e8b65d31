"""Passes a request to a target and its answer to the client, neither held in memory."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from yarl import URL

from lab.alb import answers
from lab.alb.headers import end_to_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import SimpleNamespace

    from multidict import CIMultiDict

    from lab.alb.meter import Meter
    from lab.alb.pool import Member, Pool

# AWS's own: not configurable.
_CONNECT_SECONDS = 10.0
# AWS keeps idle connections to targets as long as its idle timeout lasts by default.
_KEEP_ALIVE_SECONDS = 60.0
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_MAX_HEADER_BYTES = 65536
_BACKLOG_OF_STALE = 8


@dataclass
class Attempt:
    """One try of a request; `new_connection` is told by the client's trace."""

    new_connection: bool = False


@dataclass(frozen=True)
class Passing:
    """A request on its way: what is the same at each try."""

    request: web.BaseRequest
    balancer: str
    pool: Pool
    path: str
    headers: CIMultiDict[str]
    idle_timeout_seconds: float
    cookies: Callable[[Member], Sequence[str]]


class PassedOn(web.StreamResponse):
    """A target's answer: with the headers that the target sent, and no others."""

    async def _prepare_headers(self) -> None:
        # The one place where aiohttp adds its own defaults; it has no switch for them.
        sent = set(self.headers)
        await super()._prepare_headers()
        for name in ("Content-Type", "Server"):
            if name not in sent:
                self.headers.popall(name, None)


class Unanswered(Exception):
    """No target answered; `code` is what the client gets."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Forwarder:
    """Holds the connections to all targets."""

    def __init__(self, meter: Meter) -> None:
        """Count in `meter`; call it from the event loop."""
        self._meter = meter
        tracing = aiohttp.TraceConfig()
        tracing.on_connection_create_start.append(_note_new_connection)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS, ssl=False, use_dns_cache=False
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            trace_configs=[tracing],
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
        )
        # The client's own retry would send a body that was half read already.
        self._session._retry_connection = False  # noqa: SLF001 - there is no public switch

    async def close(self) -> None:
        """End all connections to targets."""
        await self._session.close()

    async def forward(self, passing: Passing, members: Sequence[Member]) -> web.StreamResponse:
        """Pass a request to the first of `members` that takes a connection."""
        targets = len(members)
        try:
            for member in members:
                answer = await self._try_member(passing, member, targets)
                if answer is not None:
                    return answer
        except Unanswered as outcome:
            code = outcome.code
        else:
            code = 502
        group = passing.pool.group.arn
        self._meter.unanswered(passing.balancer, group, code=code, targets=targets)
        return answers.page(code)

    async def _try_member(
        self, passing: Passing, member: Member, targets: int
    ) -> web.StreamResponse | None:
        """Return a member's answer; None where it takes no connection, so nothing was sent."""
        member.outstanding += 1
        try:
            for _ in range(_BACKLOG_OF_STALE):
                attempt = Attempt()
                try:
                    return await self._send(passing, member, targets, attempt)
                except aiohttp.ConnectionTimeoutError:
                    self._no_connection(passing)
                    raise Unanswered(504) from None
                except TimeoutError:
                    raise Unanswered(504) from None
                except aiohttp.ClientConnectorError:
                    self._no_connection(passing)
                    return None
                except (aiohttp.ClientError, ConnectionError, ValueError):
                    if attempt.new_connection or not _may_repeat(passing.request):
                        raise Unanswered(502) from None
        finally:
            member.outstanding -= 1
        raise Unanswered(502)

    def _no_connection(self, passing: Passing) -> None:
        self._meter.tally(passing.balancer, passing.pool.group.arn).connection_errors += 1

    async def _send(
        self, passing: Passing, member: Member, targets: int, attempt: Attempt
    ) -> web.StreamResponse:
        request, group = passing.request, passing.pool.group
        target = member.target
        scheme = group.protocol.lower()
        started = time.perf_counter()
        async with self._session.request(
            request.method,
            URL(f"{scheme}://{target.address}:{target.port}{passing.path}", encoded=True),
            headers=passing.headers,
            data=request.content if request.body_exists else None,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=_CONNECT_SECONDS, sock_read=passing.idle_timeout_seconds
            ),
            trace_request_ctx=attempt,
        ) as received:
            self._meter.answered(
                passing.balancer,
                group.arn,
                code=received.status,
                seconds=time.perf_counter() - started,
                targets=targets,
            )
            answer = PassedOn(
                status=received.status,
                reason=received.reason,
                headers=end_to_end(received.headers),
            )
            for cookie in passing.cookies(member):
                answer.headers.add("Set-Cookie", cookie)
            await _pass_body(request, answer, received)
            return answer


async def _note_new_connection(
    _session: object, context: SimpleNamespace, _parameters: object
) -> None:
    context.trace_request_ctx.new_connection = True


def _may_repeat(request: web.BaseRequest) -> bool:
    """Tell whether a request may be sent again after its connection ended without an answer.

    The target may have closed an idle connection just when the request was sent on it. Then
    nothing was done; but as nobody can know, only what may be done twice is sent again.
    """
    return request.method in _IDEMPOTENT and not request.body_exists


async def _pass_body(
    request: web.BaseRequest, answer: PassedOn, received: aiohttp.ClientResponse
) -> None:
    if received.content.is_eof():
        # All of it is here: header and body leave together.
        answer._send_headers_immediately = False  # noqa: SLF001 - there is no public switch
    try:
        await answer.prepare(request)
        async for chunk in received.content.iter_any():
            await answer.write(chunk)
        await answer.write_eof()
    except (aiohttp.ClientError, TimeoutError, ConnectionError):
        # The status is out already: only a broken connection says that the rest is missing.
        if request.transport is not None:
            request.transport.abort()
