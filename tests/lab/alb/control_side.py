"""A control side for a data plane alone: gives it orders and keeps its reports."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from lab.alb.messages import ORDERS, REPORT, SYNC_PATH, Orders, Report
from tests.lab.alb.rig import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.alb.configuration import Configuration

ROOT = Path(__file__).resolve().parents[3]


class ControlSide:
    """Answers in a thread; while `down` it takes no report."""

    def __init__(self) -> None:
        self.orders = Orders(version=1)
        self.reports: list[Report] = []
        self.down = False
        self.refused = 0
        self.url = ""

    def configure(self, configuration: Configuration) -> None:
        """Give a new configuration, and wait until it is at work."""
        version = self.orders.version + 1
        self.orders = replace(self.orders, version=version, configuration=configuration)
        eventually(lambda: self.last.version if self.reports else 0, version)

    @property
    def last(self) -> Report:
        """The last report."""
        return self.reports[-1]

    def totals(self) -> dict[tuple[str, str | None, str | None], dict[float, float]]:
        """Return all values so far, each with its count, by metric name, balancer and group."""
        found: dict[tuple[str, str | None, str | None], dict[float, float]] = defaultdict(dict)
        for report in list(self.reports):
            for one in report.samples:
                series = found[one.name, one.load_balancer, one.group]
                for value, count in one.values:
                    series[value] = series.get(value, 0) + count
        return found

    async def answer(self, request: web.Request) -> web.Response:
        """Take a report and give orders."""
        report = REPORT.validate_json(await request.read())
        if self.down:
            self.refused += 1
            return web.Response(status=500)
        self.reports.append(report)
        return web.Response(body=ORDERS.dump_json(self.orders), content_type="application/json")


@contextlib.contextmanager
def control_side() -> Iterator[ControlSide]:
    """Run a control side for a while."""
    side = ControlSide()
    loop = asyncio.new_event_loop()

    async def start() -> web.AppRunner:
        application = web.Application(client_max_size=1 << 28)
        application.router.add_post(SYNC_PATH, side.answer)
        runner = web.AppRunner(application, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        side.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(start(), loop).result(timeout=10)
    try:
        yield side
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.contextmanager
def data_plane(side: ControlSide) -> Iterator[subprocess.Popen[bytes]]:
    """Run a data plane for a while, ended by SIGTERM."""
    command = [sys.executable, "-m", "lab.alb.data_plane", "--endpoint", side.url]
    environment = {**os.environ, "LAB_ALB_COOKIE_KEY": "00" * 32}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        code = process.wait(timeout=30)
    assert code in (0, -9), f"it ended with {code}"
