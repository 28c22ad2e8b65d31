"""What CloudWatch tells of latencies, beside what the load generator wrote down itself.

A lab of its own: nothing else was measured in the period that is asked for.
"""

from __future__ import annotations

import asyncio
import csv
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lab.faults.kinds import Release
from tests.lab.ecs.conftest import until
from tests.lab.rehearsal.conftest import load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.rehearsal.conftest import Rehearsal

# What the client and the load balancer add to a target's own time, on a busy machine.
ADDED_SECONDS = 0.02
DAY_SECONDS = 86400


def test_p95_and_percentile_rank_agree_with_the_generators_own_log(
    rehearsal: Rehearsal, tmp_path: Path
) -> None:
    log = tmp_path / "load.csv"
    started = datetime.now(UTC).replace(microsecond=0)
    spread = Release(image_digest=rehearsal.digest, latency_ms=80, latency_sigma=0.6, seed=7)
    with rehearsal.client.fault(spread):
        result = asyncio.run(load(rehearsal.plan(rate=60, seconds=12, log=log)))
    assert result.failed == 0
    with log.open() as file:
        rows = list(csv.DictReader(file))
    seconds = sorted(float(row["from_send_ms"]) / 1000 for row in rows)
    exact = seconds[math.ceil(0.95 * len(seconds)) - 1]
    limit = 0.1
    rank = 100 * sum(value <= limit for value in seconds) / len(seconds)
    nearly = 100 * sum(value - ADDED_SECONDS <= limit for value in seconds) / len(seconds)

    def measured(statistic: str) -> float | None:
        count = rehearsal.query("RequestCount", "Sum", since=started, period=DAY_SECONDS)
        if sum(count.values()) < len(rows):
            return None  # the last second is still on its way
        (value,) = rehearsal.query(
            "TargetResponseTime", statistic, since=started, period=DAY_SECONDS
        ).values()
        return value

    p95 = until(lambda: measured("p95"), "no p95")
    assert exact - ADDED_SECONDS <= p95 <= exact
    found = until(lambda: measured(f"PR(:{limit})"), "no percentile rank")
    assert rank <= found <= nearly
