"""Connections to PostgreSQL: few, kept open, and thrown away at the first doubt."""

from __future__ import annotations

import asyncio
import contextlib
import select
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from lab.sample.settings import DatabaseSettings

Connection = psycopg.AsyncConnection[dict[str, Any]]

_MAX_CONNECTIONS = 5
_CONNECT_TIMEOUT_SECONDS = 3
# Longer than one of the sample's statements ever takes; a request that waits is answered 503.
_WAIT_SECONDS = 5.0
_STATEMENT_TIMEOUT_MS = 5000


class Unreachable(Exception):
    """The database cannot be reached, or went away: one sentence."""


class Database:
    """Lends connections, each to one user at a time."""

    def __init__(self, settings: DatabaseSettings, *, application_name: str) -> None:
        self._settings = settings
        self._application_name = application_name
        self._idle: list[Connection] = []
        self._slots = asyncio.Semaphore(_MAX_CONNECTIONS)
        self._signer: Any = None

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection in autocommit mode.

        Raises:
            Unreachable: there is none, or it broke while it was used.
        """
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise Unreachable("all connections to the database are in use") from None
        try:
            connection = await self._take()
            try:
                yield connection
            except psycopg.OperationalError as error:
                raise Unreachable(_first_line(error)) from error
            finally:
                await self._give_back(connection)
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._idle:
            await self._idle.pop().close()

    async def _take(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if _still_open(connection):
                return connection
            await connection.close()
        try:
            return await self._connect()
        except psycopg.OperationalError as error:
            raise Unreachable(_first_line(error)) from error

    async def _give_back(self, connection: Connection) -> None:
        idle = psycopg.pq.TransactionStatus.IDLE
        if not connection.closed and connection.info.transaction_status == idle:
            self._idle.append(connection)
        else:
            await connection.close()

    async def _connect(self) -> Connection:
        settings = self._settings
        connection: Connection = await psycopg.AsyncConnection.connect(
            host=settings.host,
            port=settings.port,
            dbname=settings.name,
            user=settings.user,
            password=settings.password or await asyncio.to_thread(self._token),
            sslmode=settings.ssl_mode,
            connect_timeout=_CONNECT_TIMEOUT_SECONDS,
            application_name=self._application_name,
            options=f"-c statement_timeout={_STATEMENT_TIMEOUT_MS}",
            # Whatever the database was created with: its text is decoded, or would be bytes.
            client_encoding="UTF8",
            autocommit=True,
            row_factory=dict_row,
        )
        return connection

    def _token(self) -> str:
        """Return a fresh IAM token: it is signed here, AWS is not asked."""
        if self._signer is None:
            # Imported where needed: it costs more than the rest of the start.
            import boto3  # noqa: PLC0415 - slow, and not always needed

            self._signer = boto3.client("rds", region_name=self._settings.region)
        settings = self._settings
        token: str = self._signer.generate_db_auth_token(
            DBHostname=settings.host, Port=settings.port, DBUsername=settings.user
        )
        return token


def _still_open(connection: Connection) -> bool:
    """Tell whether an idle connection is good: a server that ended it left something to read."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return not poll.poll(0)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0]
