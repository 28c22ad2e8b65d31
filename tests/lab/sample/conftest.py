"""A throw-away PostgreSQL, and the sample application as the process that it is."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from lab.rds import programs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lab.rds.programs import Programs

ROOT = Path(__file__).resolve().parents[3]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Postgres:
    """A cluster with its own folder and port."""

    folder: Path
    programs: Programs
    port: int = field(default_factory=_free_port)

    def run(self, program: str, *arguments: str) -> None:
        command = [self.programs.path(program), *arguments]
        user = self.programs.user
        subprocess.run(
            command, check=True, user=user, cwd=self.folder, stdout=subprocess.DEVNULL, env={}
        )

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off"
        options += f" -c unix_socket_directories={self.folder} -c shared_buffers=16MB"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "-w", "-D", self.data, "-o", options, "-l", log)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data)

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="app", dbname=name, autocommit=True
        )


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    """Start a cluster once a session: two seconds."""
    found = programs.find()
    assert found is not None
    folder = Path(tempfile.mkdtemp(prefix="sample-"))
    if found.user is not None:
        shutil.chown(folder, found.user)
    cluster = Postgres(folder, found.within_reach(folder))
    try:
        cluster.run("initdb", "-D", cluster.data, "-U", "app", "--auth=trust", "--no-sync")
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        shutil.rmtree(folder)


@dataclass
class Database:
    """An empty database of its own for each test."""

    server: Postgres
    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_HOST": "127.0.0.1",
            "DATABASE_PORT": str(self.server.port),
            "DATABASE_NAME": self.name,
            "DATABASE_USER": "app",
            "DATABASE_PASSWORD": "unused",
            "PGSSLMODE": "disable",
        }

    def rows(self, query: str) -> list[Any]:
        with contextlib.closing(self.server.connect(self.name)) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def database(_postgres: Postgres, request: pytest.FixtureRequest) -> Database:
    name = f"test_{time.monotonic_ns()}"
    with contextlib.closing(_postgres.connect()) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return Database(_postgres, name)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    document: Any


@dataclass
class Sample:
    """A running sample application."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def ask(
        self, method: str, path: str, document: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if document is None else json.dumps(document).encode(),
            headers=dict(headers or {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return _answer(answer)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False


def _answer(answer: Any) -> Answer:
    body = answer.read()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, headers, json.loads(body) if body else None)


class Samples:
    """Starts samples, and ends them after the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[str]] = []

    def start(self, environment: Mapping[str, str] | None = None, *, wait: bool = True) -> Sample:
        port = _free_port()
        log = self._folder / f"{port}.log"
        variables = {"PORT": str(port), "APP_VERSION": "1.2.3", **(environment or {})}
        process = self._process("serve", variables, log)
        sample = Sample(process, port, log)
        if wait:
            until(sample.answers, "the sample does not answer")
        return sample

    def migrate(self, environment: Mapping[str, str]) -> tuple[int, list[dict[str, Any]]]:
        log = self._folder / f"migrate-{time.monotonic_ns()}.log"
        code = self._process("migrate", environment, log).wait(timeout=30)
        return code, [json.loads(line) for line in log.read_text().splitlines()]

    def _process(
        self, command: str, environment: Mapping[str, str], log: Path
    ) -> subprocess.Popen[str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "lab.sample", command],
                env={**inherited, "PYTHONPATH": str(ROOT), **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self._started.append(process)
        return process

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.wait(timeout=30)


@pytest.fixture
def samples(tmp_path: Path) -> Iterator[Samples]:
    found = Samples(tmp_path)
    yield found
    found.end()


def until(what: Any, message: str, seconds: float = 20) -> Any:
    """Return the first true value of `what`, asked again and again."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, message
        time.sleep(0.02)
    return found
