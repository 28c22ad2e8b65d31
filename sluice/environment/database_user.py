"""`sluice database-user <env>`: makes the user that the application connects as.

RDS creates the master user only. The application has one of its own, without a password: it
connects with a token that IAM signs for its task role. Somebody has to create that user once
in each database, as the master user; this does, and may be run again at any time.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sluice.aws import client, reachable
from sluice.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.environment.descriptor import Database

CONNECT_TIMEOUT_SECONDS = 10
# A member of it connects with a token of IAM's, over TLS, and with nothing else.
IAM_ROLE = "rds_iam"


def prepare(database: Database, *, region: str, dry_run: bool) -> list[str]:
    """Create the application's user where it is missing, and give it its rights.

    Returns:
        what was done, or in a dry run what would be, a line each; nothing where all of it
        was there.

    Raises:
        AwsUnreachable: the master user's secret cannot be read.
        DatabaseUnreachable: no connection, or the database refused.
    """
    user, password = _master(database.master_secret_arn, region=region)
    with _connected(database, user, password) as connection:
        missing = list(_missing(connection, database))
        if not dry_run:
            # One transaction: an interruption leaves nothing half-done.
            for _, statement in missing:
                connection.execute(statement)
        return [line for line, _ in missing]


def _master(arn: str, *, region: str) -> tuple[str, str]:
    with reachable(f"read the master user's secret {arn}"):
        answer = client("secretsmanager", region=region).get_secret_value(SecretId=arn)
    document = json.loads(answer["SecretString"])
    return document["username"], document["password"]


@contextmanager
def _connected(database: Database, user: str, password: str) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415 - 60 ms that other verbs should not pay

    try:
        # PGSSLROOTCERT, where it is set, names the authority that must have signed.
        with psycopg.connect(
            host=database.address,
            port=database.port,
            dbname=database.name,
            user=user,
            password=password,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            sslmode="require",
        ) as connection:
            yield connection
    except psycopg.Error as error:
        text = " ".join(str(error).split())
        raise DatabaseUnreachable(
            f"database {database.identifier} at {database.address}:{database.port}: {text}"
        ) from error


def _missing(connection: Any, database: Database) -> Iterator[tuple[str, Any]]:
    """Yield what is not there yet: in words, and the statement that makes it."""
    from psycopg import sql  # noqa: PLC0415 - slow, and not always needed

    user = database.application_user
    name, iam = sql.Identifier(user), sql.Identifier(IAM_ROLE)
    exists = _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", user)
    if not exists:
        yield f"user {user}", sql.SQL("CREATE ROLE {} LOGIN").format(name)
    if not (exists and _one(connection, "SELECT pg_has_role(%s, %s, 'member')", user, IAM_ROLE)):
        grant = sql.SQL("GRANT {} TO {}").format(iam, name)
        yield f"{user} connects with tokens of IAM ({IAM_ROLE})", grant
    creates = "SELECT has_schema_privilege(%s, 'public', 'CREATE')"
    if not (exists and _one(connection, creates, user)):
        grant = sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(name)
        yield f"{user} creates tables in schema public", grant


def _one(connection: Any, query: str, *values: str) -> bool:
    row = connection.execute(query, values).fetchone()
    return bool(row and row[0])
