"""One HTTPS request at a time, through a forward proxy where the environment names one."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPMessage

PROXY_VARIABLE = "SLUICE_HTTP_PROXY"
CA_VARIABLE = "SLUICE_CA_BUNDLE"

_LARGEST_BODY = 1_000_000


class NoAnswer(Exception):
    """A request got no answer; one sentence says why."""


@dataclass(frozen=True)
class Answer:
    """One answer; `what` is the request's method and path."""

    what: str
    status: int
    headers: HTTPMessage
    body: bytes


class Https:
    """Asks one host and port; each request has a connection of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        environment: Mapping[str, str],
        timeout_seconds: float,
        deadline: float,
    ) -> None:
        """Prepare to ask.

        Args:
            host: the name on the certificate, which is verified.
            port: of the listener.
            environment: the process environment, with proxy and authorities.
            timeout_seconds: of connecting, and of each read of one request.
            deadline: by `time.monotonic()`; no request starts after it.
        """
        self._host, self._port = host, port
        self._proxy = environment.get(PROXY_VARIABLE, "")
        self._authorities = environment.get(CA_VARIABLE) or None
        self._timeout, self._deadline = timeout_seconds, deadline

    def ask(self, method: str, path: str, document: object = None) -> Answer:
        """Send a request, with a JSON document where there is one.

        Raises:
            NoAnswer: no connection, no trust, no answer in time, or no HTTP.
        """
        what = f"{method} {path}"
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"{what}: not sent: the checks took too long")
        try:
            connection = self._connection(min(self._timeout, left))
        except (OSError, ValueError) as error:
            raise NoAnswer(f"{what}: {error}") from error
        body = None if document is None else json.dumps(document)
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(what, answer.status, answer.headers, answer.read(_LARGEST_BODY))
        except TimeoutError as error:
            raise NoAnswer(f"{what}: no answer within {self._timeout:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{what}: no answer: {error or type(error).__name__}") from error
        finally:
            connection.close()

    def _connection(self, timeout: float) -> http.client.HTTPSConnection:
        trust = ssl.create_default_context(cafile=self._authorities)
        if not self._proxy:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=timeout, context=trust
            )
        proxy = urlsplit(self._proxy)
        if not proxy.hostname:
            raise ValueError(
                f"{PROXY_VARIABLE}={self._proxy} is no address such as http://127.0.0.1:3128"
            )
        connection = http.client.HTTPSConnection(
            proxy.hostname, proxy.port or 80, timeout=timeout, context=trust
        )
        connection.set_tunnel(self._host, self._port)
        return connection
