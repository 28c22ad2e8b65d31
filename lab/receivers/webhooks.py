"""Slack's and PagerDuty's servers: one loopback port with TLS, told apart by host name."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from lab.receivers import pagerduty, slack
from lab.receivers.inbox import Inbox, Message, Reply

if TYPE_CHECKING:
    import ssl

    from lab.clock import Clock
    from lab.receivers.trouble import Trouble

HOSTS = (slack.HOST, pagerduty.HOST)
_LOOPBACK = "127.0.0.1"
_MAX_BODY_BYTES = 1024 * 1024
_SHOWN_HEADERS = ("content-type", "user-agent")


class Webhooks:
    """Takes what is posted, lets the faults take effect, and keeps it in the inbox."""

    def __init__(
        self, inbox: Inbox, alerts: pagerduty.PagerDuty, trouble: Trouble, clock: Clock
    ) -> None:
        self._inbox = inbox
        self._alerts = alerts
        self._trouble = trouble
        self._clock = clock

    async def start(self, context: ssl.SSLContext) -> tuple[web.AppRunner, int]:
        """Listen on a free port; gives what to clean up at the end, and the port."""
        application = web.Application(client_max_size=_MAX_BODY_BYTES)
        application.router.add_route("*", "/{path:.*}", self._take)
        runner = web.AppRunner(
            application, access_log=None, handle_signals=False, shutdown_timeout=0.5
        )
        await runner.setup()
        site = web.TCPSite(runner, _LOOPBACK, 0, ssl_context=context)
        await site.start()
        return runner, runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        receiver = _receiver(request)
        if receiver is None:
            return web.Response(status=404, text=f"nobody here is {request.host}")
        if self._trouble.is_down(receiver):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        body = (await request.read()).decode("utf-8", "replace")
        await asyncio.sleep(self._trouble.late_seconds(receiver))
        reply = self._reply(receiver, request, body)
        return web.Response(
            status=reply.status,
            text=reply.body,
            content_type=reply.content_type,
            headers=reply.headers,
        )

    def _reply(self, receiver: str, request: web.Request, body: str) -> Reply:
        if receiver == "slack":
            found = slack.document(request.headers.get("Content-Type", ""), body)
            to = request.path
        else:
            found = _document(body)
            to = pagerduty.routing_key(request.path, found)
        retry_after = self._trouble.retry_after_seconds(receiver)
        if retry_after is not None:
            busy = slack.busy if receiver == "slack" else pagerduty.busy
            reply = busy(retry_after)
        elif request.method != "POST":
            reply = Reply(405, "method not allowed", "text/plain", {"Allow": "POST"})
        elif receiver == "slack":
            reply = slack.answer(request.path, found)
        else:
            reply = self._alerts.answer(request.path, found)
        self._inbox.put(
            Message(
                receiver=receiver,
                at=self._clock.now(),
                to=to,
                body=body if found is None else found,
                status=reply.status,
                headers=_interesting(request),
            )
        )
        return reply


def _receiver(request: web.Request) -> str | None:
    host = request.host.partition(":")[0].lower()
    return {slack.HOST: "slack", pagerduty.HOST: "pagerduty"}.get(host)


def _document(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _interesting(request: web.Request) -> dict[str, str]:
    return {
        name.lower(): value
        for name, value in request.headers.items()
        if name.lower() in _SHOWN_HEADERS or name.lower().startswith("x-amz-sns-")
    }
