"""One PostgreSQL server process and its data folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import time
from typing import TYPE_CHECKING, Any

import psutil
import psycopg

from lab import children
from lab.rds.configuration import ADMIN
from lab.rds.errors import DidNotStart, ProgramFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lab.rds.programs import Programs

_START_SECONDS = 120.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.03
_TAIL_BYTES = 4000


class Cluster:
    """Starts, ends and asks a server; from the event loop's thread only."""

    def __init__(self, folder: Path, programs: Programs, *, password: str) -> None:
        """Make the folders.

        Args:
            folder: an existing folder that the server's user owns.
            programs: PostgreSQL's.
            password: of the administrator, `rdsadmin`, whom no client knows.
        """
        self.data = folder / "data"
        self.archive = folder / "archive"
        self.recovery = folder / "recovery"
        self.log = folder / "postgresql.log"
        self.password = password
        self.port = 0
        self._programs = programs
        self._process: asyncio.subprocess.Process | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._connecting = asyncio.Lock()
        for path in (self.archive, self.recovery):
            self.own_folder(path)

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        return self._process.pid if self._process is not None and self.alive else None

    @property
    def stopped_well(self) -> bool:
        """Whether the server was shut down, so that its next start recovers nothing."""
        return not self.alive and not (self.data / "postmaster.pid").exists()

    def own_folder(self, path: Path) -> None:
        """Make a folder that only the server's user may enter."""
        path.mkdir(mode=0o700, exist_ok=True)
        self._give(path)

    def write(self, path: Path, text: str) -> None:
        """Write a file that only the server's user may read."""
        path.write_text(text)
        path.chmod(0o600)
        self._give(path)

    def _give(self, path: Path) -> None:
        if self._programs.user is not None:
            os.chown(path, self._programs.user, -1)

    async def run(self, command: Sequence[str]) -> None:
        """Run a program as the server's user; the first word is one of PostgreSQL's, or cp.

        Raises:
            ProgramFailed: it did not end well.
        """
        name, *arguments = command
        program = name if name == "cp" else self._programs.path(name)
        process = await children.start(
            [program, *arguments],
            environment={**_ENVIRONMENT, "PGPASSWORD": self.password},
            folder=self.data.parent,
            output=asyncio.subprocess.PIPE,
            user=self._programs.user,
        )
        try:
            said, _ = await process.communicate()
        except asyncio.CancelledError:
            # With its children: each program leads a group of its own.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        if process.returncode != 0:
            raise ProgramFailed(f"{name} failed: {said.decode(errors='replace').strip()}")

    async def start(self) -> None:
        """Start the server and wait until it accepts connections.

        Raises:
            DidNotStart: with the last that it wrote.
        """
        at = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = await children.start(
                [self._programs.path("postgres"), "-D", str(self.data)],
                environment=_ENVIRONMENT,
                folder=self.data,
                output=output,
                user=self._programs.user,
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                await self.query("SELECT 1")
            except psycopg.OperationalError:
                if not self.alive or time.monotonic() > deadline:
                    await self.kill()
                    raise DidNotStart(self._said_since(at)) from None
            else:
                return
            await asyncio.sleep(_POLL_SECONDS)

    def _said_since(self, at: int) -> str:
        size = self.log.stat().st_size
        with self.log.open("rb") as said:
            said.seek(max(at, size - _TAIL_BYTES))
            return said.read().decode(errors="replace").strip()

    async def query(self, statement: str) -> Any:
        """Return the first value that a statement of the administrator yields, or None.

        Raises:
            psycopg.Error: the server cannot be reached, or refuses.
        """
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._connection = await self._connect()
            connection = self._connection
        try:
            return await _first(connection, statement)
        except psycopg.OperationalError:
            await self._forget_connection()
            raise

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            host="127.0.0.1",
            port=self.port,
            user=ADMIN,
            password=self.password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
            # What RDS's own agent is called there.
            application_name="rdsadmin",
        )

    async def _forget_connection(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                await self._connection.close()
        self._connection = None

    def reload(self) -> None:
        """Let the server read its configuration again."""
        if self._process is not None and self.alive:
            self._process.send_signal(signal.SIGHUP)

    async def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT after a checkpoint, SIGQUIT at once."""
        await self._forget_connection()
        if self._process is not None:
            await children.end(self._process, grace_seconds=_STOP_SECONDS, number=number)
            await self.kill()

    async def kill(self) -> None:
        """Kill all of its processes, as a machine that fails does, and wait until they are gone.

        PostgreSQL's processes are each in a group of their own, so no signal reaches all.
        """
        await self._forget_connection()
        process = self._process
        if process is None:
            return
        family = self.processes()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        for each in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        await process.wait()
        while any(_runs(each) for each in family):  # noqa: ASYNC110 - no event tells of a grandchild
            await asyncio.sleep(0.005)

    def processes(self) -> list[psutil.Process]:
        """Return the server's processes, the first one first."""
        if self.pid is None:
            return []
        try:
            first = psutil.Process(self.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    async def remove_data(self) -> None:
        """Remove the data folder; the archive stays."""
        await asyncio.to_thread(shutil.rmtree, self.data, ignore_errors=True)


_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


async def _first(connection: psycopg.AsyncConnection[Any], statement: str) -> Any:
    cursor = await connection.execute(statement)
    if cursor.description is None:
        return None
    row = await cursor.fetchone()
    return None if row is None else row[0]
