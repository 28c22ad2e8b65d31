"""Requests on their way to a target and back."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING

import pytest

from tests.lab.alb.conftest import make_rig
from tests.lab.alb.rig import ask, eventually
from tests.lab.alb.targets import HttpTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.lab.alb.conftest import LabProcess


@pytest.fixture(scope="module")
def one(_shared_lab: LabProcess) -> Iterator[tuple[int, HttpTarget]]:
    """Return the loopback port of a listener before one healthy target, and the target.

    Shared, since it takes a second: these tests change neither.
    """
    _shared_lab.reset()
    rig = make_rig(_shared_lab)
    with HttpTarget("only") as only:
        rig.register(rig.blue, only)
        listener = rig.listen([{"Type": "forward", "TargetGroupArn": rig.blue}])
        rig.wait_healthy(rig.blue, only)
        yield rig.port(listener), only


def test_method_path_query_body_and_headers_reach_the_target_as_they_were_sent(
    one: tuple[int, HttpTarget],
) -> None:
    headers = {"Host": "web.example.com", "X-Own": "1", "Connection": "X-Hop", "X-Hop": "1"}
    found = ask(one[0], "/a%2Fb?x=%20&y", method="PUT", headers=headers, body=b"\x00\xff" * 500)
    assert found.status == 200
    assert (found.told["method"], found.told["path"]) == ("PUT", "/a%2Fb?x=%20&y")
    assert found.told["body"] == "\x00\xff" * 500
    assert found.sent("Host") == "web.example.com"
    assert found.sent("X-Own") == "1"
    assert found.sent("X-Hop") is None
    names = [name for name, _ in found.told["headers"]]
    assert "User-Agent" not in names
    assert "Accept" not in names


def test_the_target_learns_who_asked_and_where(one: tuple[int, HttpTarget]) -> None:
    found = ask(one[0], headers={"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"})
    assert found.sent("X-Forwarded-For") == "203.0.113.7, 127.0.0.1"
    assert found.sent("X-Forwarded-Proto") == "http"
    assert found.sent("X-Forwarded-Port") == "80"
    trace = found.sent("X-Amzn-Trace-Id")
    assert trace is not None
    assert trace.startswith("Root=1-")


def test_the_client_gets_the_targets_headers_and_no_others(one: tuple[int, HttpTarget]) -> None:
    found = ask(one[0])
    assert sorted(found.headers.keys()) == ["Content-Length", "Date", "X-Target"]


def test_head_has_no_body(one: tuple[int, HttpTarget]) -> None:
    assert ask(one[0], method="HEAD").body == b""


def test_connections_are_kept_open_on_both_sides(one: tuple[int, HttpTarget]) -> None:
    port, target = one
    before = target.connections - target.checks
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    sockets = set()
    for _ in range(50):
        connection.request("POST", "/", body=b"x")
        connection.getresponse().read()
        sockets.add(connection.sock)
    connection.close()
    assert len(sockets) == 1
    # One at most: there may be a free one already.
    assert target.connections - target.checks - before <= 1


def test_an_answer_is_passed_on_while_it_is_still_being_made(one: tuple[int, HttpTarget]) -> None:
    port, target = one
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/stream")
    answer = connection.getresponse()
    assert answer.read(5) == b"chnk0"
    target.go()
    assert answer.read() == b"chnk1chnk2"
    connection.close()


def test_a_request_is_passed_on_while_it_is_still_being_sent(one: tuple[int, HttpTarget]) -> None:
    port, target = one
    before = target.requests
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(
            b"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n"
        )
        # The target has the head, and waits for the rest of the body.
        eventually(lambda: target.requests, before + 1)
        client.sendall(b"4\r\nlast\r\n0\r\n\r\n")
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert json.loads(answer.read())["body"] == "firstlast"


def test_who_asks_before_sending_a_body_is_told_to_go_on(one: tuple[int, HttpTarget]) -> None:
    with socket.create_connection(("127.0.0.1", one[0]), timeout=10) as client:
        client.sendall(
            b"PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        )
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"body")
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert json.loads(answer.read())["body"] == "body"


@pytest.mark.parametrize("path", ["/refused", "/garbage"])
def test_a_target_that_ends_the_connection_or_talks_nonsense_is_a_502(
    one: tuple[int, HttpTarget], path: str
) -> None:
    found = ask(one[0], path, method="POST", body=b"x")
    assert (found.status, found.headers["Server"]) == (502, "awselb/2.0")
    assert b"502 Bad Gateway" in found.body


def test_a_large_answer_passes_through(one: tuple[int, HttpTarget]) -> None:
    body = b"0123456789abcdef" * 65536 * 4
    found = ask(one[0], method="POST", body=body)
    assert found.told["body"].encode() == body
