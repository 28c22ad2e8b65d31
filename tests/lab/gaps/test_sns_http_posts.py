"""An API-only emulator never posts to anybody."""

from __future__ import annotations

import contextlib
import http.server
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def _listening() -> Iterator[tuple[str, list[bytes]]]:
    got: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", got
        finally:
            server.shutdown()
            thread.join()


def _publish(clients: Any, endpoint: str) -> None:
    sns = clients("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint)
    sns.publish(TopicArn=topic, Message="fire")


def test_plain_moto_posts_for_real(upstream: Any) -> None:
    with _listening() as (endpoint, got):
        _publish(upstream, endpoint)
        assert [b'"fire"' in body for body in got] == [True]


def test_the_lab_posts_nothing_where_no_part_delivers(lab: Any) -> None:
    with _listening() as (endpoint, got):
        _publish(lab, endpoint)
        assert got == []
