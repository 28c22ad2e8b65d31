"""What a run of the load generator found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lab.load.histogram import RELATIVE_ERROR, Histogram

# A request sent later than this after it was due counts as late.
LATE_SECONDS = 0.01


class Sample(NamedTuple):
    """One request; times in seconds since the start of the run, status 0 where none came."""

    due: float
    sent: float
    ended: float
    method: str
    path: str
    status: int
    version: str
    error: str


@dataclass
class Result:
    """Counts and latencies of all requests that were sent, those that failed included.

    latency: from when a request was due to the end of its answer: a user's view, in which a
        stalled server is seen by all who would have come meanwhile.
    from_send: from when it was really sent.
    late: requests sent later than LATE_SECONDS after they were due.
    behind: those of them that were late because this program was.
    by_version: status counts by the header X-App-Version; "" where it was missing.
    """

    due: int = 0
    late: int = 0
    behind: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    latency: Histogram = field(default_factory=Histogram)
    from_send: Histogram = field(default_factory=Histogram)
    by_status: Counter[int] = field(default_factory=Counter)
    by_version: dict[str, Counter[int]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, sample: Sample) -> None:
        """Count one request."""
        self.latency.record(sample.ended - sample.due)
        self.from_send.record(sample.ended - sample.sent)
        if sample.sent - sample.due > LATE_SECONDS:
            self.late += 1
        if sample.error:
            self.errors[sample.error] += 1
        else:
            self.by_status[sample.status] += 1
            self.by_version.setdefault(sample.version, Counter())[sample.status] += 1

    @property
    def sent(self) -> int:
        """How many requests were sent, and answered or failed."""
        return self.latency.count

    @property
    def failed(self) -> int:
        """How many were answered 5xx or not at all."""
        return self.errors.total() + sum(
            count for status, count in self.by_status.items() if status >= 500
        )

    def share_percent(self, version: str) -> float:
        """Return how many percent of the answers a version gave."""
        answered = self.by_status.total()
        count = self.by_version.get(version, Counter()).total()
        return 100 * count / answered if answered else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return {
            "due": self.due,
            "sent": self.sent,
            "failed": self.failed,
            "late": self.late,
            "behind": self.behind,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "latency_ms": self.latency.summary_ms(),
            "from_send_ms": self.from_send.summary_ms(),
            "relative_error": RELATIVE_ERROR,
            "by_status": {str(status): n for status, n in sorted(self.by_status.items())},
            "by_version": {
                version: {
                    "share_percent": round(self.share_percent(version), 3),
                    "by_status": {str(status): n for status, n in sorted(found.items())},
                }
                for version, found in sorted(self.by_version.items())
            },
            "errors": dict(self.errors),
        }

    def as_text(self) -> str:
        """Return it for a reader: how it went first, then the details."""
        rate = self.sent / self.seconds if self.seconds else 0.0
        lines = [f"sent {self.sent:,} of {self.due:,} requests in {self.seconds:.1f} s"]
        lines[0] += f" ({rate:,.1f}/s), {self.failed:,} failed"
        lines[0] += ", interrupted" if self.interrupted else ""
        if self.late:
            why = f", {self.behind:,} of them because this program was" if self.behind else ""
            late_ms = round(1000 * LATE_SECONDS)
            lines.append(f"{self.late:,} were sent over {late_ms} ms after they were due{why}")
        for what, found in (("latency", self.latency), ("from send", self.from_send)):
            figures = "  ".join(f"{name} {ms:.1f}" for name, ms in found.summary_ms().items())
            lines.append(f"{what + ', ms':14}{figures}")
        for version, counts in sorted(self.by_version.items()):
            said = "  ".join(f"{status}: {n:,}" for status, n in sorted(counts.items()))
            name = version or "(no version)"
            lines.append(f"{name:14}{self.share_percent(version):6.2f} %   {said}")
        lines += [f"error {kind}: {n:,}" for kind, n in self.errors.most_common()]
        return "\n".join(lines)
