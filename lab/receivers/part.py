"""The receivers of notifications: Slack and PagerDuty over TLS, mailboxes, and SNS's way there."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from aiohttp import web

from lab.control import Part
from lab.receivers import moto_sns
from lab.receivers.delivery import Delivery
from lab.receivers.inbox import Inbox
from lab.receivers.pagerduty import PagerDuty
from lab.receivers.trouble import Trouble
from lab.receivers.webhooks import HOSTS, Webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.control import Control

_SNS = "/_lab/receivers/sns"
_HTTPS = 443


class Receivers(Part):
    """Plays the receivers, and delivers to them what SNS publishes."""

    def __init__(self, control: Control) -> None:
        """Let SNS deliver through the lab."""
        super().__init__(control)
        trouble = Trouble(control.faults)
        self._inbox = Inbox()
        self._alerts = PagerDuty()
        self._webhooks = Webhooks(self._inbox, self._alerts, trouble, control.clock)
        self._delivery = Delivery(
            inbox=self._inbox,
            trouble=trouble,
            clock=control.clock,
            hosts=control.hosts,
            address=control.endpoint + _SNS,
            trust=ssl.create_default_context(cafile=str(control.authority.bundle)),
        )
        self._port = 0
        moto_sns.patch(self._delivery.take)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return what shows the messages, and SNS's own addresses."""
        return (
            web.get("/_lab/receivers", self._list),
            web.delete("/_lab/receivers", self._clear),
            web.get("/_lab/receivers/hosts", self._hosts),
            web.get(f"{_SNS}/certificate.pem", self._certificate),
            web.get(f"{_SNS}/", self._act),
        )

    def status(self) -> dict[str, Any]:
        """Return how many messages each receiver got, the open alerts, and SNS's deliveries."""
        return {
            "port": self._port,
            "messages": {name: self._inbox.count(name) for name in ("slack", "pagerduty", "email")},
            "open_alerts": self._alerts.open(),
            "sns": {
                "delivered": self._delivery.delivered,
                "given_up": self._delivery.given_up,
            },
        }

    async def run(self) -> None:
        """Listen, be found by the real names, and deliver, until cancelled."""
        runner, self._port = await self._webhooks.start(
            self.control.authority.server_context(HOSTS)
        )
        try:
            for host in HOSTS:
                self.control.hosts.put(host, _HTTPS, self._port)
            await self._delivery.run()
        finally:
            for host in HOSTS:
                self.control.hosts.remove(host, _HTTPS)
            await runner.cleanup()

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response(self._inbox.shown())

    async def _hosts(self, _: web.Request) -> web.Response:
        """Say where each name is reached, for who connects past the lab's proxy."""
        return web.json_response({f"{host}:{_HTTPS}": f"127.0.0.1:{self._port}" for host in HOSTS})

    async def _clear(self, _: web.Request) -> web.Response:
        self._inbox.clear()
        self._alerts.clear()
        return web.Response(status=204)

    async def _certificate(self, _: web.Request) -> web.Response:
        return web.Response(text=self._delivery.signer.certificate, content_type="text/plain")

    async def _act(self, request: web.Request) -> web.Response:
        """Answer SubscribeURL: the subscription is confirmed already."""
        if request.query.get("Action") != "ConfirmSubscription":
            return web.Response(status=400, text="the lab's SNS only confirms subscriptions here")
        arn = escape(f"{request.query.get('TopicArn')}:{request.query.get('Token')}")
        inner = f"<SubscriptionArn>{arn}</SubscriptionArn>"
        result = f"<ConfirmSubscriptionResult>{inner}</ConfirmSubscriptionResult>"
        space = "http://sns.amazonaws.com/doc/2010-03-31/"
        return web.Response(
            text=f'<ConfirmSubscriptionResponse xmlns="{space}">{result}'
            "</ConfirmSubscriptionResponse>",
            content_type="text/xml",
        )
