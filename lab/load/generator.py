"""Carries out a plan: sends each request when it is due, and measures from then."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from typing import TYPE_CHECKING

import aiohttp
import uvloop

from lab.load.arrivals import arrivals
from lab.load.log import Log
from lab.load.result import LATE_SECONDS, Result, Sample
from lab.load.scenario import Client

if TYPE_CHECKING:
    from lab.load.plan import Plan

_VERSION_HEADER = "X-App-Version"
_TIMER_SECONDS = 0.001


def run(plan: Plan) -> Result:
    """Carry out a plan and return what was found; Ctrl-C ends it early with what there is.

    Raises:
        OSError: the log cannot be written, or the bundle of authorities not be read.
    """
    result = Result()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(generate(plan, result))
    except KeyboardInterrupt:
        result.interrupted = True
    return result


async def generate(plan: Plan, result: Result) -> None:
    """Carry out a plan in the running event loop, counting in `result` as it goes.

    Whoever cancels it finds there what was measured until then.

    Raises:
        OSError: the log cannot be written, or the bundle of authorities not be read.
    """
    tls = ssl.create_default_context(cafile=plan.ca_bundle) if plan.ca_bundle else True
    connector = aiohttp.TCPConnector(limit=0, ssl=tls)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(connector.close)
        sessions = [
            await stack.enter_async_context(_session(plan, connector))
            for _ in range(plan.connections)
        ]
        log = None
        if plan.log is not None:
            log = Log(stack.enter_context(plan.log.open("w", newline="")), time.time())
        run_ = _Run(plan, result, log)
        try:
            await run_.work(sessions)
        finally:
            result.seconds = run_.elapsed()


class _Run:
    """One run under way: the requests that are due, and the clients that send them."""

    def __init__(self, plan: Plan, result: Result, log: Log | None) -> None:
        self._plan = plan
        self._result = result
        self._log = log
        self._due: asyncio.Queue[float | None] = asyncio.Queue()
        self._started = time.perf_counter()  # the loop's own time counts whole milliseconds

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self._started

    async def work(self, sessions: list[aiohttp.ClientSession]) -> None:
        """Send all that is due, and return when every answer came or failed."""
        async with asyncio.TaskGroup() as group:
            for number, session in enumerate(sessions):
                client = Client(self._plan.scenario, f"{self._plan.seed}:{number}")
                group.create_task(self._send(session, client))
            await self._schedule()
            for _ in sessions:
                self._due.put_nowait(None)

    async def _schedule(self) -> None:
        plan = self._plan
        for due in arrivals(plan.shape, plan.rate, plan.seconds, plan.seed, plan.spacing):
            # The loop's timers count whole milliseconds, and may end a little early.
            while (early := due - self.elapsed()) > 0:  # noqa: ASYNC110 - the clock has no event
                await asyncio.sleep(max(early, _TIMER_SECONDS))
            if -early > LATE_SECONDS:
                self._result.behind += 1
            self._result.due += 1
            self._due.put_nowait(due)

    async def _send(self, session: aiohttp.ClientSession, client: Client) -> None:
        while (due := await self._due.get()) is not None:
            ask = client.next()
            status, version, error = 0, "", ""
            sent = self.elapsed()
            try:
                async with session.request(
                    ask.method,
                    self._plan.url + ask.path,
                    json=ask.document,
                    proxy=self._plan.proxy,
                    allow_redirects=False,
                ) as answer:
                    body = await answer.read()
                    status = answer.status
                    version = answer.headers.get(_VERSION_HEADER, "")
            except (aiohttp.ClientError, TimeoutError, OSError) as raised:
                status, error = 0, _kind(raised)
            else:
                client.heard(ask, status, body)
            sample = Sample(due, sent, self.elapsed(), ask.method, ask.path, status, version, error)
            self._result.add(sample)
            if self._log:
                self._log.add(sample)


def _session(plan: Plan, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    session = aiohttp.ClientSession(
        connector=connector,
        connector_owner=False,
        # Addresses without a name (127.0.0.1) may set cookies, too.
        cookie_jar=aiohttp.CookieJar(unsafe=True) if plan.sticky else aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=plan.timeout_seconds),
        headers=plan.headers,
    )
    # Otherwise a request whose connection was cut is sent again, and nobody hears of it.
    session._retry_connection = False  # noqa: SLF001 - it has no public name
    return session


# The first that fits counts.
_KINDS: dict[type[Exception], str] = {
    TimeoutError: "timeout",
    aiohttp.ClientHttpProxyError: "refused by the proxy",
    aiohttp.ClientSSLError: "TLS",
    aiohttp.ClientConnectorError: "no connection",
    OSError: "connection closed",
    aiohttp.ServerDisconnectedError: "connection closed",
    aiohttp.ClientPayloadError: "answer cut short",
}


def _kind(error: Exception) -> str:
    return next((said for kind, said in _KINDS.items() if isinstance(error, kind)), repr(error))
