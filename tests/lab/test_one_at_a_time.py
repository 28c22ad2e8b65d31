"""The emulator answers one request at a time."""

from __future__ import annotations

import io
import threading
import time
from typing import Any

from lab.one_at_a_time import OneAtATime


def test_two_requests_never_overlap_and_each_gets_its_body() -> None:
    inside: list[str] = []
    overlaps: list[list[str]] = []
    answers: dict[str, bytes] = {}

    def slow(environ: Any, _start_response: Any) -> list[bytes]:
        inside.append(environ["PATH_INFO"])
        time.sleep(0.05)
        overlaps.append(list(inside))
        inside.remove(environ["PATH_INFO"])
        return [environ["wsgi.input"].read()]

    application = OneAtATime(slow)

    def ask(path: str) -> None:
        body = path.encode()
        environ = {
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        answers[path] = b"".join(application(environ, lambda *_: None))  # type: ignore[arg-type]

    threads = [threading.Thread(target=ask, args=(f"/{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(seen) == 1 for seen in overlaps)
    assert answers == {f"/{number}": f"/{number}".encode() for number in range(4)}
