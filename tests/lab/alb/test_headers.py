"""What a target gets to read."""

from __future__ import annotations

from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from lab.alb.configuration import LoadBalancer
from lab.alb.headers import host_name, to_target, trace


def sent(headers: dict[str, str], port: int = 443, **attributes: Any) -> dict[str, str]:
    found = to_target(
        CIMultiDictProxy(CIMultiDict(headers)),
        LoadBalancer("arn", "dns", **attributes),
        protocol="https",
        port=port,
        client="192.0.2.1",
        client_port=4711,
    )
    return {name: value for name, value in found.items() if name != "X-Amzn-Trace-Id"}


FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
}


def test_headers_of_one_connection_stay_behind() -> None:
    headers = {"Connection": "close, X-Hop", "X-Hop": "1", "TE": "trailers", "Upgrade": "h2c"}
    assert sent({**headers, "Accept": "*/*"}) == {"Accept": "*/*"} | FORWARDED


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("append", "203.0.113.1, 192.0.2.1"), ("preserve", "203.0.113.1"), ("remove", None)],
)
def test_where_a_request_came_from_is_told_as_the_attribute_says(
    mode: str, expected: str | None
) -> None:
    found = sent({"X-Forwarded-For": "203.0.113.1"}, forwarded_for=mode)
    assert found.get("X-Forwarded-For") == expected


def test_the_clients_port_is_told_on_demand() -> None:
    assert sent({}, forwarded_for_port=True)["X-Forwarded-For"] == "192.0.2.1:4711"


@pytest.mark.parametrize(
    ("host", "port", "keep", "expected"),
    [
        ("a.example", 443, False, "a.example"),
        ("a.example", 8443, False, "a.example:8443"),
        ("a.example:1", 8443, False, "a.example:1"),
        ("a.example", 8443, True, "a.example"),
        ("[::1]", 8443, False, "[::1]:8443"),
    ],
)
def test_an_unusual_port_is_added_to_the_host(
    host: str, port: int, *, keep: bool, expected: str
) -> None:
    assert sent({"Host": host}, port=port, preserve_host_header=keep)["Host"] == expected


def test_invalid_names_are_dropped_on_demand() -> None:
    assert "x_y" in sent({"x_y": "1"})
    assert "x_y" not in sent({"x_y": "1"}, drop_invalid_header_fields=True)


def test_a_host_is_known_without_its_port() -> None:
    hosts = ("a:1", "a", "[::1]:2", "[::1]")
    assert [host_name(one) for one in hosts] == ["a", "a", "[::1]", "[::1]"]


def test_a_trace_keeps_its_root_and_its_fields() -> None:
    assert trace(None).startswith("Root=1-")
    found = trace("Self=1-old;Root=1-root;CalledFrom=app").split(";")
    assert found[0].startswith("Self=1-")
    assert found[0] != "Self=1-old"
    assert found[1:] == ["Root=1-root", "CalledFrom=app"]
    assert trace("CalledFrom=app").endswith(";CalledFrom=app")
