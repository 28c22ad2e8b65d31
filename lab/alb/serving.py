"""Answers the requests that come to a listener."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lab.alb import answers, choice
from lab.alb.conditions import Asked, first_match
from lab.alb.cookies import GROUP_COOKIE, TARGET_COOKIE
from lab.alb.forwarding import Passing
from lab.alb.headers import host_name, to_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from lab.alb.configuration import Forward
    from lab.alb.cookies import Jar
    from lab.alb.forwarding import Forwarder
    from lab.alb.meter import Meter
    from lab.alb.pool import Member
    from lab.alb.table import Bound, Table

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Serving:
    """All that listeners share."""

    def __init__(self, table: Table, forwarder: Forwarder, meter: Meter, jar: Jar) -> None:
        """Answer by `table`, through `forwarder`, counted in `meter`, with cookies of `jar`."""
        self._table = table
        self._forwarder = forwarder
        self._meter = meter
        self._jar = jar
        self._random = SystemRandom()

    async def answer(self, listener_arn: str, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request by the rules that are in force now."""
        bound = self._table.listeners.get(listener_arn)
        if bound is None:
            # The listener was deleted while this connection was open.
            answer = answers.page(503)
            answer.force_close()
            return answer
        asked = _asked(request)
        rule = first_match(bound.rules, asked)
        assert rule is not None, "a listener has a default rule"
        action = rule.action
        balancer, listener = bound.balancer.arn, bound.listener
        if action.kind == "redirect":
            self._meter.own(balancer, action.status, "Redirect")
            return answers.redirected(action, asked, protocol=listener.protocol, port=listener.port)
        if action.kind == "fixed-response":
            self._meter.own(balancer, action.status, "Fixed_Response")
            return answers.fixed(action)
        return await self._forward(request, bound, action)

    async def _forward(
        self, request: web.BaseRequest, bound: Bound, action: Forward
    ) -> web.StreamResponse:
        sent = request.headers.getall("Cookie", ())
        group = self._group(action, sent)
        pool = self._table.pools.get(group) if group else None
        stuck_to = None
        if pool is not None and pool.group.stickiness_seconds:
            stuck_to = self._read(TARGET_COOKIE, sent)
        members = pool.order(stuck_to) if pool else ()
        if pool is None or not members:
            self._meter.own(bound.balancer.arn, 503)
            return answers.page(503)
        if request.headers.get("Expect", "").lower() == "100-continue" and request.transport:
            request.transport.write(_CONTINUE)
        secure = bound.listener.protocol == "HTTPS"

        def cookies(member: Member) -> Sequence[str]:
            made: list[str] = []
            if action.stickiness_seconds:
                seconds = action.stickiness_seconds
                made += self._jar.make(GROUP_COOKIE, pool.group.arn, seconds, secure=secure)
            if seconds := pool.group.stickiness_seconds:
                made += self._jar.make(TARGET_COOKIE, member.name, seconds, secure=secure)
            return made

        client = request.transport and request.transport.get_extra_info("peername")
        passing = Passing(
            request=request,
            balancer=bound.balancer.arn,
            pool=pool,
            path=_origin_form(request.raw_path),
            headers=to_target(
                request.headers,
                bound.balancer,
                protocol=bound.listener.protocol.lower(),
                port=bound.listener.port,
                client=client[0] if client else "",
                client_port=client[1] if client else 0,
            ),
            idle_timeout_seconds=bound.balancer.idle_timeout_seconds,
            cookies=cookies,
        )
        return await self._forwarder.forward(passing, members)

    def _group(self, action: Forward, sent: Sequence[str]) -> str | None:
        kept = self._read(GROUP_COOKIE, sent) if action.stickiness_seconds else None
        # A group that is no longer in the action, or whose weight is 0, lets go.
        if kept and any(group.arn == kept and group.weight for group in action.groups):
            return kept
        return choice.weighted(action.groups, self._random)

    def _read(self, name: str, sent: Sequence[str]) -> str | None:
        return self._jar.read(name, sent) or self._jar.read(f"{name}CORS", sent)


def _origin_form(target: str) -> str:
    """Return path and query of a request's target, which may be a whole URL."""
    if "://" not in target.partition("?")[0]:
        return target
    parts = urlsplit(target)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _asked(request: web.BaseRequest) -> Asked:
    path, _, query = _origin_form(request.raw_path).partition("?")
    return Asked(
        method=request.method,
        host=host_name(request.headers.get("Host", "")),
        path=path,
        query=query,
        source=request.remote or "",
        headers=request.headers,
    )
