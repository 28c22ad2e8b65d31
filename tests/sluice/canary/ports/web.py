"""A small HTTPS service with items, and a forward proxy: both real, both on loopback."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import trustme

HOST = "web.stage.example.com"


class Service(ThreadingHTTPServer):
    """Keeps items in memory; `answers` replaces what a method and path would get."""

    daemon_threads = True

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        import ssl

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(HOST, "localhost").configure_cert(context)
        # The handshake belongs to the request's thread: a client may refuse our certificate.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )
        self.items: dict[int, dict[str, Any]] = {}
        self.answers: dict[str, tuple[int, str]] = {}
        self.deaf: set[str] = set()

    def handle_error(self, *_: Any) -> None:
        """A client that refuses the certificate is not worth a traceback."""


class _Handler(BaseHTTPRequestHandler):
    server: Service
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        what = f"{self.command} {self.path}"
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if what in self.server.deaf:
            threading.Event().wait(3)
        status, text = self.server.answers.get(what) or self._answer(body)
        self.send_response(status)
        self.send_header("X-App-Version", "1.2.3")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _answer(self, body: bytes) -> tuple[int, str]:
        items = self.server.items
        if self.path in {"/healthz", "/readyz"}:
            return 200, "{}"
        if (self.command, self.path) == ("POST", "/items"):
            items[len(items) + 1] = {"id": len(items) + 1} | json.loads(body)
            return 201, json.dumps(items[len(items)])
        number = int(self.path.rpartition("/")[2])
        if number not in items:
            return 404, "{}"
        if self.command == "PUT":
            items[number] |= json.loads(body)
        if self.command == "DELETE":
            del items[number]
            return 204, ""
        return 200, json.dumps(items[number])


@contextmanager
def serving(server: Any) -> Iterator[int]:
    """Serve in a thread; yields the port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Proxy(ThreadingHTTPServer):
    """A forward proxy that leads every name to one port of this machine."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connect)
        self.port = port
        self.asked: list[str] = []


class _Connect(BaseHTTPRequestHandler):
    server: Proxy

    def log_message(self, *_: Any) -> None:
        pass

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        with socket.create_connection(("127.0.0.1", self.server.port)) as upstream:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_copy, args=(upstream, self.connection), daemon=True)
            back.start()
            _copy(self.connection, upstream)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def write_bundle(authority: trustme.CA, folder: Path) -> str:
    """Write the authority's certificate, and return the file's path."""
    path = folder / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)
