"""Runs a program and measures it with all its children: wall time and memory."""

from __future__ import annotations

import resource
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PROC = Path("/proc")
_SAMPLE_SECONDS = 0.05
_KIB = 1024


@dataclass(frozen=True)
class Measured:
    """One run: clock, processor time of all its processes, highest sum of resident sets.

    Memory is 0 where there is no /proc to read it from.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float

    def __str__(self) -> str:
        """Return one row of a table."""
        memory = f"{self.peak_mib:8.0f} MiB" if self.peak_mib else f"{'-':>12}"
        return f"{self.seconds:7.2f} s{self.cpu_seconds:10.2f} s{memory}"


def median(runs: Sequence[Measured]) -> Measured:
    """Return the median of each figure."""
    return Measured(
        statistics.median(one.seconds for one in runs),
        statistics.median(one.cpu_seconds for one in runs),
        statistics.median(one.peak_mib for one in runs),
    )


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Measured:
    """Run a command to its end, sampling its process tree every 50 ms.

    Raises:
        RuntimeError: it failed; the text is its output.
    """
    before, started = _cpu_seconds(), time.perf_counter()
    peak = 0
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=out, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            peak = max(peak, _tree_kib(process.pid))
            time.sleep(_SAMPLE_SECONDS)
        seconds = time.perf_counter() - started
        out.seek(0)
        output = out.read()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{output}")
    return Measured(seconds, _cpu_seconds() - before, peak / _KIB)


def _cpu_seconds() -> float:
    """Return the processor time of all children that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _tree_kib(root: int) -> int:
    children: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for status in _PROC.glob("[0-9]*/status"):
        try:
            fields = dict(
                line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines()
            )
        except OSError:
            continue
        pid = int(status.parent.name)
        children.setdefault(int(fields["PPid"]), []).append(pid)
        sizes[pid] = int(fields.get("VmRSS", "0 kB").split()[0])
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += sizes.get(pid, 0)
        waiting += children.get(pid, [])
    return total
