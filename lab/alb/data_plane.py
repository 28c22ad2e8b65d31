"""The data plane's process: `python -m lab.alb.data_plane --endpoint URL`.

It asks the control side several times a second what to do, and reports what happened since.
While the control side does not answer, it goes on by what it was told last.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
import traceback
from typing import TYPE_CHECKING

import aiohttp

from lab.alb import names
from lab.alb.checking import Checker
from lab.alb.cookies import Jar
from lab.alb.forward_proxy import ForwardProxy
from lab.alb.forwarding import Forwarder
from lab.alb.listening import Sockets
from lab.alb.messages import ORDERS, REPORT, SYNC_PATH, Memory, Orders, Report
from lab.alb.meter import Meter
from lab.alb.serving import Serving
from lab.alb.table import Table

if TYPE_CHECKING:
    from lab.alb.messages import Sample

SYNC_SECONDS = 0.2
_SYNC_TIMEOUT_SECONDS = 30.0
COOKIE_KEY_VARIABLE = "LAB_ALB_COOKIE_KEY"
_NOTHING = Memory(0, {}, ())


class DataPlane:
    """Everything that runs in this process."""

    def __init__(self, endpoint: str, cookie_key: bytes) -> None:
        """Prepare.

        Args:
            endpoint: the emulator's address.
            cookie_key: what sticky cookies are sealed with; the same after a restart.
        """
        self._endpoint = endpoint
        self._table = Table()
        self._meter = Meter()
        self._forwarder = Forwarder(self._meter)
        serving = Serving(self._table, self._forwarder, self._meter, Jar(cookie_key))
        self._sockets = Sockets(serving)
        self._flapping: frozenset[str] = frozenset()
        self._checker = Checker(lambda arn: arn in self._flapping)
        self._hosts: dict[tuple[str, int], int] = {}
        self._proxy = ForwardProxy(self._find)
        self._proxy_port = 0
        self._sequence = 0
        self._counted_second = 0
        # Kept until their report is answered.
        self._samples: tuple[Sample, ...] = ()

    async def run(self) -> None:
        """Work until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_SYNC_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                while True:
                    started = time.monotonic()
                    await self._round(session)
                    passed = time.monotonic() - started
                    await asyncio.sleep(max(0.0, SYNC_SECONDS - passed))
            finally:
                await self._checker.close()
                await self._proxy.close()
                await self._sockets.close()
                await self._forwarder.close()

    async def _round(self, session: aiohttp.ClientSession) -> None:
        """Report once and follow the answer; a failure goes to the log and is tried again."""
        try:
            orders = await self._sync(session)
        except (aiohttp.ClientError, TimeoutError) as error:
            print(f"no answer from the control side: {error!r}", file=sys.stderr, flush=True)
            return
        try:
            await self._follow(orders)
        except Exception:  # noqa: BLE001 - it goes on by the configuration before, loudly
            traceback.print_exc()

    async def _sync(self, session: aiohttp.ClientSession) -> Orders:
        second = self._meter.second()
        if second != self._counted_second:
            self._counted_second = second
            self._meter.hosts(self._table.host_counts())
        if not self._samples:
            # Else the report before was not answered: the same once more.
            self._sequence += 1
            self._samples = self._meter.drain()
        report = Report(
            process=os.getpid(),
            sequence=self._sequence,
            version=self._table.version,
            proxy_port=self._proxy_port,
            ports=self._sockets.ports(),
            health=self._table.health(),
            samples=self._samples,
        )
        async with session.post(
            self._endpoint + SYNC_PATH,
            data=REPORT.dump_json(report),
            headers={"Content-Type": "application/json"},
        ) as answer:
            answer.raise_for_status()
            orders = ORDERS.validate_json(await answer.read())
        self._samples = ()
        return orders

    async def _follow(self, orders: Orders) -> None:
        memory = orders.memory or _NOTHING
        if not self._proxy_port:
            await self._proxy.listen(memory.proxy_port)
            self._proxy_port = self._proxy.port
        self._meter.skew_seconds = orders.clock_skew_seconds
        self._flapping = frozenset(orders.flapping)
        if orders.configuration is not None:
            self._table.take(orders.version, orders.configuration, memory.health)
            self._checker.follow(self._table.pools)
            await self._sockets.follow(self._table.listeners, memory.ports)
        self._hosts = {(host, port): loopback for host, port, loopback in orders.hosts}

    def _find(self, host: str, port: int) -> int | None:
        if (found := self._hosts.get((names.plain(host), port))) is not None:
            return found
        configuration = self._table.configuration
        arn = names.lookup(configuration.hosts, host)
        ports = self._sockets.ports()
        for balancer in configuration.load_balancers:
            for listener in balancer.listeners if balancer.arn == arn else ():
                if listener.port == port:
                    return ports.get(listener.arn)
        return None


async def _serve(endpoint: str, cookie_key: bytes) -> None:
    work = asyncio.create_task(DataPlane(endpoint, cookie_key).run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        return


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m lab.alb.data_plane", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="the emulator's address")
    options = parser.parse_args()
    cookie_key = bytes.fromhex(os.environ.get(COOKIE_KEY_VARIABLE, "")) or os.urandom(32)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(options.endpoint, cookie_key))


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - not on every platform

    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop


if __name__ == "__main__":
    main()
