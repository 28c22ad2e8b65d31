"""`sluice database-user`, on a real PostgreSQL behind the emulated RDS."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from sluice.environment.database_user import prepare
from sluice.environment.descriptor import Database
from sluice.errors import AwsUnreachable, DatabaseUnreachable
from tests.lab.rds.conftest import PASSWORD, REGION, USER

if TYPE_CHECKING:
    from tests.lab.rds.conftest import Databases

NAME = "application-user"


@pytest.fixture(autouse=True)
def reached(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process environment of `lab env`."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", databases.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "lab")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
    monkeypatch.setenv("PGSSLROOTCERT", str(databases.folder / "ca.pem"))


@pytest.fixture(scope="module")
def described(databases: Databases) -> Database:
    found = databases.create(NAME, EnableIAMDatabaseAuthentication=True)
    secret = databases.client("secretsmanager").create_secret(
        Name=f"{NAME}/master", SecretString=json.dumps({"username": USER, "password": PASSWORD})
    )
    return Database(
        identifier=NAME,
        arn=found["DBInstanceArn"],
        resource_id=found["DbiResourceId"],
        address=found["Endpoint"]["Address"],
        port=found["Endpoint"]["Port"],
        name="app",
        application_user="app",
        master_secret_arn=secret["ARN"],
        multi_az=False,
        replica_identifier=None,
    )


def _connect_with_token(databases: Databases, database: Database) -> psycopg.Connection[Any]:
    token = databases.client("rds").generate_db_auth_token(
        database.address, database.port, database.application_user, REGION
    )
    return psycopg.connect(
        host=database.address,
        port=database.port,
        dbname=database.name,
        user=database.application_user,
        password=token,
        sslmode="verify-full",
        sslrootcert=os.environ["PGSSLROOTCERT"],
    )


def test_the_application_connects_with_a_token_and_makes_its_tables(
    databases: Databases, described: Database
) -> None:
    planned = prepare(described, region=REGION, dry_run=True)
    assert [line.split()[0] for line in planned] == ["user", "app", "app"]
    with pytest.raises(psycopg.OperationalError):
        _connect_with_token(databases, described)

    assert prepare(described, region=REGION, dry_run=False) == planned
    with _connect_with_token(databases, described) as connection:
        connection.execute("CREATE TABLE items (id int)")
        connection.execute("INSERT INTO items VALUES (1)")
    assert prepare(described, region=REGION, dry_run=False) == []


def test_a_wrong_password_is_one_sentence_without_it(
    databases: Databases, described: Database
) -> None:
    secret = databases.client("secretsmanager").create_secret(
        Name=f"{NAME}/wrong", SecretString=json.dumps({"username": USER, "password": "Wrong-99"})
    )
    wrong = described.model_copy(update={"master_secret_arn": secret["ARN"]})
    with pytest.raises(DatabaseUnreachable, match="password authentication failed") as raised:
        prepare(wrong, region=REGION, dry_run=False)
    assert "\n" not in str(raised.value)
    assert "Wrong-99" not in str(raised.value)


def test_a_secret_that_is_not_there_is_named(described: Database) -> None:
    gone = described.model_copy(update={"master_secret_arn": f"{described.arn}-gone"})
    with pytest.raises(AwsUnreachable, match="read the master user's secret"):
        prepare(gone, region=REGION, dry_run=False)
