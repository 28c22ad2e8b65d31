"""A real lab process with receivers and faults, and what connects to them."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lab.certificates import bundle_path
from lab.client import LabClient
from tests.emulators import _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Posted:
    """What a receiver answered."""

    status: int
    body: str
    headers: http.client.HTTPMessage


@dataclass(frozen=True)
class Lab:
    """One lab: its client, and who posts to its receivers by their real names."""

    url: str
    client: LabClient
    port: int
    bundle: Path

    def post(self, host: str, path: str, body: object, method: str = "POST") -> Posted:
        context = ssl.create_default_context(cafile=str(self.bundle))
        connection = http.client.HTTPSConnection(host, timeout=10, context=context)
        # As `curl --connect-to`: the real name, another address.
        connection._create_connection = self._connect  # type: ignore[attr-defined]  # there is no public way
        try:
            data = body if isinstance(body, str) else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return Posted(answer.status, answer.read().decode(), answer.headers)
        finally:
            connection.close()

    def _connect(self, *_: object) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), 10)

    def wait_for(self, found: Callable[[dict[str, Any]], bool], count: int = 1) -> list[Any]:
        """Return the messages that fit, once there are so many."""
        deadline = time.monotonic() + 15
        while True:
            messages = [one for one in self.client.received() if found(one)]
            if len(messages) >= count:
                return messages
            assert time.monotonic() < deadline, self.client.received()
            time.sleep(0.02)


@pytest.fixture(scope="session")
def _receivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A second to start, so once a session."""
    folder = tmp_path_factory.mktemp("lab")
    for url in _emulator("--parts", "faults,receivers", "--folder", str(folder)):
        with urllib.request.urlopen(f"{url}/_lab/receivers/hosts", timeout=5) as answer:
            hosts = json.load(answer)
        port = int(hosts["hooks.slack.com:443"].rpartition(":")[2])
        assert hosts["events.pagerduty.com:443"] == f"127.0.0.1:{port}"
        yield Lab(url, LabClient(url), port, bundle_path(folder))


@pytest.fixture
def lab(_receivers: Lab) -> Lab:
    """Return the lab, with no fault and no message."""
    _receivers.client.clear_faults()
    _receivers.client.forget_received()
    return _receivers


@pytest.fixture
def sns(lab: Lab) -> Any:
    return boto3.client(
        "sns",
        region_name="eu-west-1",
        endpoint_url=lab.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
