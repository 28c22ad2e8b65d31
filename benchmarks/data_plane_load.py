"""Loads an address with many connections and says how fast it answered: wrk, or our own."""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvloop

_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
_REQUEST = "GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"


@dataclass(frozen=True)
class Loaded:
    """One run: requests per second, latencies, and answers that were not 2xx or 3xx."""

    per_second: float
    median_ms: float
    p99_ms: float
    failed: int


def loader() -> str:
    """Return the name of the program that makes the load."""
    return "wrk" if shutil.which("wrk") else "own client (wrk is missing: apt-get install wrk)"


def load(url: str, *, connections: int, seconds: int) -> Loaded:
    """Load `url`: each connection sends its next request when the last one is answered.

    Raises:
        RuntimeError: the address does not answer.
    """
    if shutil.which("wrk"):
        return _wrk(url, connections, seconds)
    return uvloop.run(_own(url, connections, seconds))


def _wrk(url: str, connections: int, seconds: int) -> Loaded:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if done.returncode or rate is None or not float(rate.group(1)):
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return Loaded(
        per_second=float(rate.group(1)),
        median_ms=_percentile(done.stdout, 50),
        p99_ms=_percentile(done.stdout, 99),
        failed=int(failed.group(1)) if failed else 0,
    )


def _percentile(output: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)$", output, re.MULTILINE)
    assert found is not None, output
    return float(found.group(1)) * _UNITS[found.group(2)]


async def _own(url: str, connections: int, seconds: int) -> Loaded:
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port
    latencies: list[float] = []
    end = time.perf_counter() + seconds

    async def client() -> int:
        reader, writer = await asyncio.open_connection(host, port)
        failed = 0
        while (started := time.perf_counter()) < end:
            writer.write(_REQUEST.format(host=parts.netloc).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length.group(1)) if length else 0)
            latencies.append((time.perf_counter() - started) * 1e3)
            failed += head[9:10] not in {b"2", b"3"}
        writer.close()
        return failed

    try:
        failed = await asyncio.gather(*(client() for _ in range(connections)))
    except (OSError, EOFError) as error:
        raise RuntimeError(f"{url} does not answer: {error}") from None
    cuts = statistics.quantiles(latencies, n=100)
    return Loaded(len(latencies) / seconds, cuts[49], cuts[98], sum(failed))
