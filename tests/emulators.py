"""Fixtures of two emulators: moto as it comes, and the lab's. See `tests/conftest.py`."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ROOT_ACCOUNT = "123456789012"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _emulator(*flags: str) -> Generator[str]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "lab.server", "--port", str(port), *flags],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}/moto-api/", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, "the emulator ended at its start"
                assert time.monotonic() < deadline, "the emulator did not start in a minute"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="session")
def _upstream_url() -> Generator[str]:
    """Moto as it comes; a second to start, so once a session."""
    yield from _emulator("--plain")


@pytest.fixture(scope="session")
def _lab_url() -> Generator[str]:
    """The lab's emulator; a second to start, so once a session."""
    yield from _emulator("--parts", "")


def _clients(url: str) -> Callable[..., Any]:
    urllib.request.urlopen(
        urllib.request.Request(f"{url}/moto-api/reset", method="POST"), timeout=30
    ).close()

    def client(service: str, region: str = "eu-west-1") -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )

    return client


@pytest.fixture
def upstream(_upstream_url: str) -> Callable[..., Any]:
    """Return a factory of boto3 clients of moto as it comes, emptied before the test."""
    return _clients(_upstream_url)


@pytest.fixture
def lab(_lab_url: str) -> Callable[..., Any]:
    """Return a factory of boto3 clients of the lab, emptied before the test."""
    return _clients(_lab_url)
