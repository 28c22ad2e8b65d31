"""Delivers what SNS publishes: mail to the mailbox, http(s) through the lab's host table."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from lab.receivers.envelope import CONFIRMATION, Signer, body_and_headers, envelope
from lab.receivers.inbox import Inbox, Message

if TYPE_CHECKING:
    import ssl
    from datetime import datetime

    from lab.clock import Clock
    from lab.hosts import HostTable
    from lab.receivers.envelope import Notification
    from lab.receivers.trouble import Trouble

# AWS's default is three retries, 20 seconds apart; a rehearsal need not wait a minute.
RETRY_SECONDS = (1.0, 2.0, 4.0)
_TIMEOUT = aiohttp.ClientTimeout(total=15)  # AWS's own
_SENDER = "AWS Notifications <no-reply@sns.amazonaws.com>"


class Undelivered(Exception):
    """One attempt failed; `final` where AWS would not try again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class Delivery:
    """Delivers notifications, each in its own task; what fails is tried again and logged."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        trouble: Trouble,
        clock: Clock,
        hosts: HostTable,
        address: str,
        trust: ssl.SSLContext,
    ) -> None:
        """Prepare to deliver.

        Args:
            inbox: takes the mail.
            trouble: faults of the mailbox.
            clock: stamps the envelopes.
            hosts: where host names are reached; any other name is reached by nobody.
            address: where the lab answers for SNS's own addresses.
            trust: for https.
        """
        self._inbox = inbox
        self._trouble = trouble
        self._clock = clock
        self._hosts = hosts
        self._address = address
        self._trust = trust
        self._waiting: asyncio.Queue[tuple[Notification, datetime]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self.signer = Signer()
        self.delivered = 0
        self.given_up = 0

    def take(self, note: Notification) -> None:
        """Accept a notification, from any thread; returns at once."""
        self._loop.call_soon_threadsafe(self._waiting.put_nowait, (note, self._clock.utc()))

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with (
            aiohttp.ClientSession(
                timeout=_TIMEOUT, connector=aiohttp.TCPConnector(force_close=True), trust_env=False
            ) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                note, at = await self._waiting.get()
                group.create_task(self._deliver(session, note, at))

    async def _deliver(
        self, session: aiohttp.ClientSession, note: Notification, at: datetime
    ) -> None:
        for wait_seconds in (*RETRY_SECONDS, None):
            try:
                if note.protocol.startswith("email"):
                    await self._mail(note, at)
                else:
                    await self._post(session, note, at)
            except Undelivered as error:
                what = f"{note.type} of {note.topic_arn} to {note.endpoint}: {error}"
                if error.final or wait_seconds is None:
                    self.given_up += 1
                    print(f"UNDELIVERED {what}", file=sys.stderr, flush=True)
                    return
                retry = f"next attempt in {wait_seconds:g} s"
                print(f"DELAYED {what}; {retry}", file=sys.stderr, flush=True)
                await asyncio.sleep(wait_seconds)
            else:
                self.delivered += 1
                return

    async def _mail(self, note: Notification, at: datetime) -> None:
        if self._trouble.is_down("email"):
            raise Undelivered("the mail server does not answer")
        await asyncio.sleep(self._trouble.late_seconds("email"))
        if self._trouble.retry_after_seconds("email") is not None:
            raise Undelivered("the mail server answers 451: try again later")
        confirmation = note.type == CONFIRMATION
        subject = note.subject or "AWS Notification Message"
        text = note.message
        if note.protocol == "email-json":
            text, _ = body_and_headers(note, await self._envelope(note, at))
        self._inbox.put(
            Message(
                receiver="email",
                at=self._clock.now(),
                to=note.endpoint,
                body={
                    "from": _SENDER,
                    "to": note.endpoint,
                    "subject": "AWS Notification - Subscription Confirmation"
                    if confirmation
                    else subject,
                    "message": text,
                    "topic_arn": note.topic_arn,
                },
            )
        )

    async def _post(self, session: aiohttp.ClientSession, note: Notification, at: datetime) -> None:
        try:
            url = URL(note.endpoint)
        except ValueError as error:
            raise Undelivered(f"no address: {error}", final=True) from None
        port = self._hosts.entries().get(((url.host or "").lower(), url.port or 0))
        if port is None:
            raise Undelivered(f"nobody in the lab is {url.host}:{url.port}")
        body, headers = body_and_headers(note, await self._envelope(note, at))
        try:
            async with session.post(
                url.with_host("127.0.0.1").with_port(port),
                data=body.encode(),
                headers={**headers, "Host": url.host or ""},
                ssl=self._trust,
                server_hostname=url.host,
                allow_redirects=False,
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Undelivered(f"{type(error).__name__}: {error}") from None
        if not 200 <= status < 300:
            # As SNS: who refuses for good is not asked again.
            final = 400 <= status < 500 and status != 429
            raise Undelivered(f"answered {status}", final=final)

    async def _envelope(self, note: Notification, at: datetime) -> dict[str, object]:
        return await asyncio.to_thread(
            envelope, note, at=at, address=self._address, signer=self.signer
        )
