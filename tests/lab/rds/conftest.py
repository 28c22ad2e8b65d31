"""A lab that runs databases only, for all tests of a module."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import psycopg
import pytest
from botocore.config import Config

from tests.emulators import _emulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

USER, PASSWORD, DATABASE = "dbadmin", "Correct-horse-7", "app"
REGION = "eu-west-1"


@dataclass
class Databases:
    """A lab, and what tests do with its databases."""

    url: str
    folder: Path
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a boto3 client of the lab."""
        if (service, region) not in self.clients:
            self.clients[service, region] = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.url,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self.clients[service, region]

    @property
    def rds(self) -> Any:
        """The client of RDS."""
        return self.client("rds")

    def create(self, name: str, status: str = "available", **settings: Any) -> dict[str, Any]:
        """Create an instance and return it once it has a status."""
        arguments: dict[str, Any] = {
            "DBInstanceIdentifier": name,
            "DBInstanceClass": "db.t4g.micro",
            "Engine": "postgres",
            "EngineVersion": "16",
            "AllocatedStorage": 20,
            "MasterUsername": USER,
            "MasterUserPassword": PASSWORD,
            "DBName": DATABASE,
            "BackupRetentionPeriod": 7,
        }
        self.rds.create_db_instance(**(arguments | settings))
        return self.available(name, status)

    def describe(self, name: str) -> dict[str, Any]:
        """Return an instance as the API describes it."""
        found: dict[str, Any] = self.rds.describe_db_instances(DBInstanceIdentifier=name)[
            "DBInstances"
        ][0]
        return found

    def available(self, name: str, status: str = "available") -> dict[str, Any]:
        """Wait until an instance has a status, and return it."""
        wait_until(lambda: self.describe(name)["DBInstanceStatus"] == status, f"{name} {status}")
        return self.describe(name)

    def connect(self, name: str, **options: Any) -> psycopg.Connection[Any]:
        """Connect as the master user, and verify the server's certificate fully."""
        endpoint = self.describe(name)["Endpoint"]
        arguments: dict[str, Any] = {
            "host": endpoint["Address"],
            "port": endpoint["Port"],
            "user": USER,
            "password": PASSWORD,
            "dbname": DATABASE,
            "sslmode": "verify-full",
            "sslrootcert": str(self.folder / "ca.pem"),
            "autocommit": True,
            "connect_timeout": 10,
        }
        return psycopg.connect(**(arguments | options))

    def value(self, name: str, statement: str) -> Any:
        """Return the first value of what a statement of the master user yields, or None."""
        with self.connect(name) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description is not None else None
            return None if row is None else row[0]

    def messages(self, name: str) -> list[str]:
        """Return what happened to an instance, oldest first."""
        events = self.rds.describe_events(SourceIdentifier=name, SourceType="db-instance")
        return [event["Message"] for event in events["Events"]]


def wait_until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something is true; fail with `what` if it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.03)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Return a lab of databases; a second to start, so once a session."""
    # Not below pytest's own folder: the server's user may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="rds-test-"))
    lab = _emulator("--parts", "faults,rds", "--folder", str(folder))
    try:
        yield Databases(next(lab), folder)
    finally:
        lab.close()
        shutil.rmtree(folder, ignore_errors=True)
