"""Lets the emulator answer one request at a time.

Moto's models are plain dictionaries without locks: under parallel Terraform, two requests
that change the same one can lose a write. The interpreter runs one thread at a time anyway.
"""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OneAtATime:
    """WSGI middleware: a lock around the whole request."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer once no other request is being answered."""
        # Read before the lock is taken: a slow sender must not hold up everybody.
        length = environ.get("CONTENT_LENGTH") or "0"
        if length != "0":
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        with self._lock:
            return list(self._application(environ, start_response))
