"""A real lab process whose only part is the faults, and real boto3 clients of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from lab.client import LabClient
from tests.emulators import _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def faults_url() -> Iterator[str]:
    """Return the address of a lab with faults; a second to start, so once a session."""
    yield from _emulator("--parts", "faults")


@pytest.fixture
def lab_client(faults_url: str) -> Iterator[LabClient]:
    """Return the lab's client; no fault is in force before and after the test."""
    client = LabClient(faults_url)
    client.clear_faults()
    yield client
    client.clear_faults()


@pytest.fixture
def aws(faults_url: str) -> Callable[..., Any]:
    """Return a factory of boto3 clients: `aws("ecs")` asks once, `attempts=3` up to thrice."""

    def client(service: str, attempts: int = 1, **config: Any) -> Any:
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=faults_url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}, **config),
        )

    return client
