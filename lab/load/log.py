"""The log of a run: one line of CSV for each request."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from lab.load.result import Sample

COLUMNS = (
    *("due_at", "sent_at", "ended_at", "latency_ms", "from_send_ms"),
    *("method", "path", "status", "version", "error"),
)


class Log:
    """Writes samples; times become seconds since the epoch."""

    def __init__(self, file: IO[str], started_at: float) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._started_at = started_at
        self._writer.writerow(COLUMNS)

    def add(self, sample: Sample) -> None:
        """Write one line."""
        times = (sample.due, sample.sent, sample.ended)
        self._writer.writerow(
            (
                *(f"{self._started_at + time:.6f}" for time in times),
                f"{1000 * (sample.ended - sample.due):.3f}",
                f"{1000 * (sample.ended - sample.sent):.3f}",
                *sample[3:],
            )
        )
