"""Sessions and clients: bounded waits, bounded retries, endpoint from the environment."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from sluice.errors import AwsUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 4


def client(service: str, *, region: str) -> Any:
    """Return a boto3 client; `AWS_ENDPOINT_URL` and credentials come from the environment.

    Args:
        service: boto3's name of it, such as `ssm`.
        region: the environment's region.
    """
    import boto3  # noqa: PLC0415 - 150 ms that --help should not pay
    from botocore.config import Config  # noqa: PLC0415 - slow, and not always needed

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    )
    return boto3.client(service, region_name=region, config=config)


class Clients(Protocol):
    """Gives boto3 clients by the names of their services, such as `elbv2`."""

    def __call__(self, service: str, /) -> Any:
        """Return a client of the environment's region."""


class RegionClients:
    """Real clients of one region, each made once; threads may share them."""

    def __init__(self, region: str) -> None:
        """Make no client yet: each costs some 50 ms."""
        self._region = region
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()

    def __call__(self, service: str) -> Any:
        """Return a client of the region."""
        with self._lock:
            if service not in self._made:
                self._made[service] = client(service, region=self._region)
            return self._made[service]


@contextmanager
def reachable(what: str) -> Iterator[None]:
    """Turn any failure of AWS in here into one sentence that says what was being done.

    Raises:
        AwsUnreachable: no credentials, no connection, no permission, or an error answer.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow, and not always needed

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise AwsUnreachable(f"could not {what}: {error}") from error
