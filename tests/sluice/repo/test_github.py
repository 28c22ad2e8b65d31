"""GitHub's API as a port: bounded, and the token never shows."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from sluice.errors import UsageRefused
from sluice.repo import github
from sluice.repo.github import ATTEMPTS, Github, NotAnswered
from tests.sluice.repo.github_server import FORBIDDEN, REPOSITORY, TOKEN, Server, Turns, serve

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_token_and_the_version_go_to_the_api(server: Server, api: Github) -> None:
    server.answers["x"] = {"a": 1}
    assert api.get("x", ref="a/b c") == {"a": 1}
    assert server.tokens == [f"Bearer {TOKEN}"]
    assert server.asked == ["x?ref=a%2Fb%20c"]


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ((404, {"message": "Not Found"}), 404, "404 Not Found: not there, or the token may not"),
        ((403, FORBIDDEN), 403, "Resource not accessible by integration: not there, or the token"),
        ((401, {"message": "Bad credentials"}), 401, "GITHUB_TOKEN is wrong or has expired"),
        ((500, b"<html>no JSON</html>"), 500, "500 Internal Server Error"),
        ((422, ["a list"]), 422, "422 Unprocessable"),
        (b"<html>no JSON</html>", 200, "the answer is no JSON"),
    ],
)
def test_what_is_no_answer_says_why_and_never_the_token(
    server: Server, api: Github, answer: Any, status: int, words: str
) -> None:
    server.answers["x"] = answer
    with pytest.raises(NotAnswered, match=words) as raised:
        api.get("x")
    assert raised.value.status == status
    assert TOKEN not in "".join(map(str, (raised.value, repr(raised.value), repr(api))))


def test_a_passing_fault_is_asked_again_and_a_refusal_is_not(server: Server, api: Github) -> None:
    server.answers["x"] = Turns((502, {}), (503, {}), {"a": 1})
    assert api.get("x") == {"a": 1}
    server.asked.clear()
    with pytest.raises(NotAnswered):
        api.get("missing")
    assert len(server.asked) == 1


def test_a_fault_that_stays_is_given_up(server: Server, api: Github) -> None:
    server.answers["x"] = (502, {})
    with pytest.raises(NotAnswered, match="502"):
        api.get("x")
    assert len(server.asked) == ATTEMPTS


def test_used_up_requests_are_said(server: Server, api: Github) -> None:
    server.answers["x"] = (403, {"message": "API rate limit exceeded"})
    server.headers["X-RateLimit-Remaining"] = "0"
    with pytest.raises(NotAnswered, match="requests of this hour are used up"):
        api.get("x")


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        api = Github(REPOSITORY, token=TOKEN, api=f"http://127.0.0.1:{silent.getsockname()[1]}")
        started = time.monotonic()
        with pytest.raises(NotAnswered, match="timed out"):
            api.get("x")
    assert time.monotonic() - started < 5


def test_nobody_listening_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotAnswered, match="refused"):
        Github(REPOSITORY, token=TOKEN, api=f"http://127.0.0.1:{port}").get("x")


def test_who_was_not_there_is_not_waited_for_again(server: Server, api: Github) -> None:
    silent = Github(REPOSITORY, token=TOKEN, api="http://127.0.0.1:1")
    with pytest.raises(NotAnswered) as first:
        silent.get("x")
    with pytest.raises(NotAnswered) as second:
        silent.get("y")
    assert second.value is first.value
    # A fault of the server's is none of the network's.
    server.answers |= {"x": (502, {}), "y": {"a": 1}}
    with pytest.raises(NotAnswered):
        api.get("x")
    assert api.get("y") == {"a": 1}


@pytest.mark.parametrize(
    "answer",
    [b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b""],
    ids=["no HTTP", "cut off", "nothing"],
)
def test_an_answer_that_is_not_whole_is_none(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve_once() -> None:
            for _ in range(ATTEMPTS):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve_once, daemon=True)
        thread.start()
        api = Github(REPOSITORY, token=TOKEN, api=f"http://127.0.0.1:{listening.getsockname()[1]}")
        with pytest.raises(NotAnswered) as raised:
            api.get("x")
        thread.join(timeout=5)
    assert not thread.is_alive()
    assert raised.value.status == 0
    assert TOKEN not in str(raised.value)


def test_a_redirect_to_another_host_does_not_get_the_token(server: Server, api: Github) -> None:
    with serve({"y": {"stolen": True}}) as other:
        server.answers["x"] = (301, {})
        server.headers["Location"] = f"{other.url}/repos/{REPOSITORY}/y"
        with pytest.raises(NotAnswered, match="another host"):
            api.get("x")
        assert other.tokens == []


def test_a_renamed_repository_is_followed(server: Server, api: Github) -> None:
    # The header is sent with every answer; only that of a 301 counts.
    server.answers |= {"x": (301, {}), "y": {"a": 1}}
    server.headers["Location"] = f"{server.url}/repos/{REPOSITORY}/y"
    assert api.get("x") == {"a": 1}


def test_all_pages_of_a_list_are_read(server: Server, api: Github) -> None:
    server.answers["x"] = Turns(list(range(100)), list(range(100, 130)))
    assert api.get_all("x") == list(range(130))
    assert [asked.partition("?")[2] for asked in server.asked] == [
        "per_page=100&page=1",
        "per_page=100&page=2",
    ]


def test_a_list_without_an_end_is_given_up(server: Server, api: Github) -> None:
    server.answers["x"] = list(range(100))
    with pytest.raises(NotAnswered, match="more than 2000"):
        api.get_all("x")


def test_what_is_no_list_is_no_answer(server: Server, api: Github) -> None:
    server.answers["x"] = {"a": 1}
    with pytest.raises(NotAnswered, match="no list"):
        api.get_all("x")


@pytest.mark.parametrize("token", ["two\nlines", "a b", "ключ", "tab\t"])
def test_a_token_that_no_header_takes_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(UsageRefused) as raised:
        Github(REPOSITORY, token=token)
    assert token not in str(raised.value)


@pytest.mark.parametrize("api", ["http://api.github.com", "ftp://127.0.0.2", "api.github.com"])
def test_the_token_goes_to_no_address_in_clear(api: str) -> None:
    with pytest.raises(UsageRefused, match="GITHUB_API_URL must begin with https"):
        Github(REPOSITORY, token=TOKEN, api=api)


def test_variables_say_which_api_and_which_token() -> None:
    found: Callable[[dict[str, str]], Github | None] = lambda variables: github.from_environment(  # noqa: E731 - a stand-in of one word
        REPOSITORY, variables
    )
    assert found({}) is None
    assert found({"GITHUB_TOKEN": " "}) is None
    assert repr(found({"GITHUB_TOKEN": TOKEN})) == (
        "Github('example/web', api='https://api.github.com')"
    )
    own = found({"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": "https://git.example.com/api/v3/"})
    assert repr(own) == "Github('example/web', api='https://git.example.com/api/v3')"
