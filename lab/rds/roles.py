"""The roles and databases that RDS creates in a new PostgreSQL instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

if TYPE_CHECKING:
    from lab.rds.cluster import Cluster

# What RDS's superuser may, which is not one.
_SUPERUSER_ROLES = (
    "pg_monitor",
    "pg_signal_backend",
    "pg_checkpoint",
    "rds_password",
    "rds_replication",
    # From version 16 on, only who administers a role may grant it.
    "rds_iam",
)


async def create(cluster: Cluster, *, user: str, database: str | None) -> None:
    """Create the master user, whom nobody can be before its password is set, and its database."""
    for statement in (
        "CREATE ROLE rds_password",
        "CREATE ROLE rds_replication",
        "CREATE ROLE rds_iam",
        "CREATE ROLE rds_superuser",
        f"GRANT {', '.join(_SUPERUSER_ROLES)} TO rds_superuser WITH ADMIN OPTION",
    ):
        await cluster.query(statement)
    name = sql.Identifier(user)
    await _run(cluster, "CREATE ROLE {} LOGIN CREATEDB CREATEROLE VALID UNTIL 'infinity'", name)
    await _run(cluster, "GRANT rds_superuser TO {}", name)
    await _run(cluster, "ALTER DATABASE postgres OWNER TO {}", name)
    if database is not None and database != "postgres":
        await _run(cluster, "CREATE DATABASE {} OWNER {}", sql.Identifier(database), name)


async def set_password(cluster: Cluster, *, user: str, password: str) -> None:
    """Give the master user a password."""
    await _run(cluster, "ALTER ROLE {} PASSWORD {}", sql.Identifier(user), sql.Literal(password))


async def _run(cluster: Cluster, statement: str, *parts: sql.Composable) -> None:
    await cluster.query(sql.SQL(statement).format(*parts).as_string(None))
