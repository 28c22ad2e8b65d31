"""A real lab process with CloudWatch and faults, emptied before each test."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulators import _clients, _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class CloudWatchLab:
    """A running lab; `client("sqs")` returns a boto3 client."""

    url: str
    client: Callable[..., Any]

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return json.load(answer)

    def fault(self, **parameters: Any) -> None:
        """Put a fault in force."""
        self._send("POST", json.dumps(parameters).encode())

    def clear_faults(self) -> None:
        self._send("DELETE", None)

    def _send(self, method: str, data: bytes | None) -> None:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            f"{self.url}/_lab/faults", data=data, method=method, headers=headers
        )
        urllib.request.urlopen(request, timeout=10).close()


@pytest.fixture(scope="session")
def _cloudwatch_url() -> Iterator[str]:
    yield from _emulator("--parts", "faults,cloudwatch")


@pytest.fixture
def cloudwatch_lab(_cloudwatch_url: str) -> Iterator[CloudWatchLab]:
    """Return the lab; no fault is in force before and after the test."""
    found = CloudWatchLab(_cloudwatch_url, _clients(_cloudwatch_url))
    found.clear_faults()
    yield found
    found.clear_faults()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Return what polls until something is true, and says what it was last."""

    def wait(probe: Callable[[], Any], wanted: Any, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while (got := probe()) != wanted:
            assert time.monotonic() < deadline, f"{got!r} is not {wanted!r} after {seconds} s"
            time.sleep(0.1)

    return wait
