"""Runs against a real server: what is sent, when, and what is said of it."""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from lab.load.arrivals import Spacing
from lab.load.generator import generate, run
from lab.load.plan import Plan
from lab.load.result import Result
from lab.load.scenario import Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.load.conftest import Server


def test_every_request_is_sent_and_counted_by_status_and_version(server: Server) -> None:
    numbers = itertools.count()

    async def handler(_: web.Request) -> web.StreamResponse:
        green = next(numbers) % 4 == 0
        return web.Response(
            status=503 if green else 200, headers={"X-App-Version": "green" if green else "blue"}
        )

    server.handler = handler
    result = run(Plan(url=f"{server.url}/", rate=200, seconds=1, spacing=Spacing.CONSTANT))
    assert (result.due, result.sent, result.failed) == (200, 200, 50)
    assert result.by_status == {200: 150, 503: 50}
    assert result.by_version == {"blue": {200: 150}, "green": {503: 50}}
    assert result.share_percent("green") == 25
    assert server.asked == [("GET", "/")] * 200
    assert 0.9 < result.seconds < 5
    assert not result.interrupted


def test_a_server_that_stalls_for_a_second_shows_in_all_who_would_have_come_meanwhile(
    server: Server,
) -> None:
    numbers = itertools.count()

    async def handler(_: web.Request) -> web.StreamResponse:
        if next(numbers) == 100:
            time.sleep(1)  # noqa: ASYNC251 - the whole server stands still
        return web.Response()

    server.handler = handler
    plan = Plan(
        url=server.url, rate=200, seconds=3, connections=1, spacing=Spacing.CONSTANT, seed=1
    )
    result = run(plan)
    # About 200 of 600 were due while the server stood still; a client that waits for its
    # answer before it takes the time saw one slow answer.
    assert result.from_send.percentile(99) < 0.2
    assert result.latency.percentile(99) > 0.9
    assert result.latency.percentile(75) > 0.1
    assert result.late > 100
    assert "were sent over 10 ms after they were due" in result.as_text()


def test_answers_do_not_slow_down_what_is_due(server: Server) -> None:
    async def handler(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response()

    server.handler = handler
    result = run(Plan(url=server.url, rate=100, seconds=1, connections=100, seed=2))
    assert result.sent == result.due
    assert result.seconds < 3
    assert 0.2 <= result.latency.percentile(50) < 0.6


def test_failures_are_counted_by_kind(server: Server) -> None:
    numbers = itertools.count()

    async def handler(request: web.Request) -> web.StreamResponse:
        match next(numbers) % 3:
            case 0:
                assert request.transport is not None
                request.transport.abort()
            case 1:
                await asyncio.sleep(2)
        return web.Response()

    server.handler = handler
    plan = Plan(url=server.url, rate=30, seconds=1, timeout_seconds=0.7, spacing=Spacing.CONSTANT)
    result = run(plan)
    assert result.errors == {"connection closed": 10, "timeout": 10}
    assert result.by_status == {200: 10}
    assert result.failed == 20
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        refused = run(Plan(url=f"http://127.0.0.1:{free.getsockname()[1]}", rate=20, seconds=0.5))
    assert set(refused.errors) == {"no connection"}
    assert refused.failed == refused.due > 0


def test_nothing_is_sent_a_second_time_behind_our_back(server: Server) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if len(server.asked) % 2 == 0:
            assert request.transport is not None
            request.transport.abort()
        return web.Response()

    server.handler = handler
    plan = Plan(url=server.url, rate=100, seconds=0.4, connections=1, spacing=Spacing.CONSTANT)
    result = run(plan)
    assert len(server.asked) == result.due == 40
    assert result.errors == {"connection closed": 20}


def test_sticky_clients_keep_the_cookies_that_each_was_given(server: Server) -> None:
    numbers = itertools.count()

    async def handler(request: web.Request) -> web.StreamResponse:
        answer = web.Response()
        if "AWSALB" not in request.cookies:
            answer.set_cookie("AWSALB", str(next(numbers)))
        return answer

    server.handler = handler
    run(Plan(url=server.url, rate=200, seconds=0.5, connections=4, sticky=True))
    given = [one for one in server.cookies if one is not None]
    assert server.cookies.count(None) == len(set(given)) <= 4
    server.cookies.clear()
    run(Plan(url=server.url, rate=100, seconds=0.2, connections=4))
    assert set(server.cookies) == {None}


def test_items_are_made_read_changed_and_deleted_and_never_missed(server: Server) -> None:
    numbers = itertools.count(1)
    kept: dict[str, Any] = {}

    async def handler(request: web.Request) -> web.StreamResponse:
        id_ = request.path.rpartition("/")[2]
        match request.method:
            case "POST":
                id_ = str(next(numbers))
                kept[id_] = await request.json()
                return web.json_response({"id": int(id_)}, status=201)
            case "PUT":
                kept[id_] = await request.json()
            case "DELETE":
                del kept[id_]
                return web.Response(status=204)
        return web.json_response(kept[id_])

    server.handler = handler
    plan = Plan(
        url=server.url, rate=400, seconds=1.5, connections=8, scenario=Scenario.ITEMS, seed=5
    )
    result = run(plan)
    assert result.failed == 0
    counts = Counter(method for method, _ in server.asked)
    assert set(counts) == {"POST", "GET", "PUT", "DELETE"}
    assert counts["GET"] > counts["POST"] > counts["DELETE"]
    assert result.by_status == {
        200: counts["GET"] + counts["PUT"],
        201: counts["POST"],
        204: counts["DELETE"],
    }


def test_the_log_has_a_line_for_each_request_with_its_times(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    before = time.time()
    result = run(Plan(url=server.url, rate=100, seconds=0.5, seed=1, log=log))
    lines = list(csv.DictReader(log.read_text().splitlines()))
    assert len(lines) == result.sent
    for line in lines:
        assert before < float(line["due_at"]) <= float(line["sent_at"]) <= float(line["ended_at"])
        assert (line["status"], line["version"], line["error"]) == ("200", "1", "")
        spent = float(line["ended_at"]) - float(line["due_at"])
        assert float(line["latency_ms"]) == pytest.approx(1000 * spent, abs=0.01)
    slowest = max(float(line["latency_ms"]) for line in lines)
    assert slowest == pytest.approx(1000 * result.latency.largest, abs=0.01)


def test_headers_are_added_to_each_request(server: Server) -> None:
    run(Plan(url=server.url, rate=50, seconds=0.2, headers={"X-Test": "1", "Host": "shop.test"}))
    assert {(one["X-Test"], one["Host"]) for one in server.headers} == {("1", "shop.test")}


def test_requests_go_through_the_proxy_that_is_named(server: Server) -> None:
    result = run(Plan(url="http://shop.test/x", rate=50, seconds=0.2, proxy=server.url))
    assert result.by_status == {200: result.due}
    assert {one["Host"] for one in server.headers} == {"shop.test"}


def test_who_cancels_a_run_finds_what_was_measured_until_then(server: Server) -> None:
    result = Result()

    async def cancelled() -> None:
        task = asyncio.create_task(generate(Plan(url=server.url, rate=100, seconds=60), result))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert 10 < result.sent < 100
    assert 0.3 < result.seconds < 2


def test_ctrl_c_ends_the_command_early_with_what_there_is(server: Server) -> None:
    # A shell's background job is started with SIGINT ignored, and hands that on.
    terminal = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{terminal}; from lab.load.cli import app; app()"]
    process = subprocess.Popen(
        [*command, "--url", server.url, "--rate", "100", "--seconds", "60", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while len(server.asked) < 20:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    document = json.loads(said)
    assert document["interrupted"] is True
    assert document["by_version"]["1"]["share_percent"] == 100
    assert document["sent"] >= 20
