"""The emulator's HTTP server: one request at a time, over connections that stay open."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from lab.api.front import Front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Application = Any


@contextlib.contextmanager
def served(application: Application) -> Iterator[int]:
    """Serve a WSGI application behind the front, in a thread; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    front = Front(application, port=port)
    front.route_everything_else()
    task = loop.create_task(front.serve("127.0.0.1"))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        _wait_for(port)
        yield port
    finally:
        loop.call_soon_threadsafe(_end, task, loop)
        thread.join(timeout=10)
        loop.close()


def _end(task: asyncio.Task[None], loop: asyncio.AbstractEventLoop) -> None:
    task.add_done_callback(lambda _: loop.stop())
    task.cancel()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        else:
            return


def _echo(seen: list[dict[str, Any]]) -> Application:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read()
        seen.append({**environ, "body": body})
        start_response("201 Created", [("X-Two", "1"), ("X-Two", "2"), ("Content-Length", "2")])
        return [b"ok"]

    return application


def test_a_connection_serves_many_requests() -> None:
    seen: list[dict[str, Any]] = []
    with served(_echo(seen)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        sockets = set()
        for number in range(3):
            connection.request("POST", f"/{number}", body=b"body")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (201, b"ok")
            assert answer.headers.get_all("X-Two") == ["1", "2"]
            sockets.add(connection.sock)
        connection.close()
    assert len(sockets) == 1
    assert None not in sockets
    assert [one["body"] for one in seen] == [b"body"] * 3


def test_path_query_and_headers_reach_the_application_as_they_were_sent() -> None:
    seen: list[dict[str, Any]] = []
    with served(_echo(seen)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("PUT", "/a%2Fb/c%20d?x=1&y", body=b"1", headers={"X-Amz-Target": "T.Op"})
        connection.getresponse().read()
        connection.close()
    (found,) = seen
    assert found["RAW_URI"] == "/a%2Fb/c%20d?x=1&y"
    assert found["PATH_INFO"] == "/a/b/c d"
    assert found["QUERY_STRING"] == "x=1&y"
    assert found["HTTP_X_AMZ_TARGET"] == "T.Op"
    assert found["CONTENT_LENGTH"] == "1"


def test_the_length_of_what_head_does_not_send_is_told() -> None:
    def application(_environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "1234")])
        return [b""]

    with served(application) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("HEAD", "/object")
        answer = connection.getresponse()
        assert (answer.headers["Content-Length"], answer.read()) == ("1234", b"")
        connection.close()


def test_what_a_client_asks_for_again_is_in_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    with served(_echo([])) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        for attempt in (1, 2):
            headers = {"amz-sdk-request": f"attempt={attempt}; max=25", "x-amz-target": "T.Op"}
            connection.request("POST", "/", headers=headers)
            connection.getresponse().read()
        connection.close()
    assert capfd.readouterr().err == "RETRIED T.Op: attempt 2\n"


@pytest.mark.parametrize("kept_open", [True, False])
def test_two_requests_never_overlap_and_none_loses_its_answer(*, kept_open: bool) -> None:
    inside: list[int] = []
    overlaps: list[int] = []

    def application(_environ: Any, start_response: Callable[..., Any]) -> list[bytes]:
        inside.append(1)
        time.sleep(0.001)
        overlaps.append(len(inside))
        inside.pop()
        start_response("200 OK", [])
        return [b"answer"]

    answers: list[bytes] = []

    def ask(port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(50):
            headers = {} if kept_open else {"Connection": "close"}
            connection.request("POST", "/", body=b"x" * 5000, headers=headers)
            answers.append(connection.getresponse().read())
        connection.close()

    with served(application) as port:
        threads = [threading.Thread(target=ask, args=(port,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [b"answer"] * 400
    assert set(overlaps) == {1}
