"""Says whose emulator answers on a port, so that no stranger is taken for it or ended."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/_lab/health"


@dataclass(frozen=True)
class Health:
    """What a running emulator says of itself."""

    pid: int
    account: str


class AnswerHealth:
    """WSGI middleware: answers `/_lab/health`, and passes everything else on."""

    def __init__(self, application: WSGIApplication, *, account: str) -> None:
        self._application = application
        self._account = account

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer or pass on."""
        if environ["PATH_INFO"] != PATH:
            return self._application(environ, start_response)
        data = json.dumps({"pid": os.getpid(), "account": self._account}).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
        start_response("200 OK", headers)
        return [data]


def ask(endpoint: str, timeout_seconds: float = 2.0) -> Health | None:
    """Return what the emulator at `endpoint` says; None where none of ours answers."""
    try:
        with urllib.request.urlopen(endpoint + PATH, timeout=timeout_seconds) as answer:  # noqa: S310 - loopback
            document = json.load(answer)
            return Health(pid=int(document["pid"]), account=str(document["account"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
