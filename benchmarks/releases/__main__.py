"""`python -m benchmarks.releases [--write]`: releases of five steps in an hour, side by side.

Everything but AWS is real: driver, journal, judge, AWS port. AWS is simulated in the same
process; its processor time stands apart.
"""

from __future__ import annotations

import argparse
import gc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.fleets import run_fleet
from simulator.scenarios import HOUR_PLAN, PROMOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZES = (1, 10, 100, 1000)
RESULTS = Path(__file__).with_name("RESULTS.md")
HOUR = replace(PROMOTE, name="hour", plan=HOUR_PLAN)
_CHANGES = ("Modify", "Update", "Register", "Run")


@dataclass(frozen=True)
class Row:
    """One size."""

    releases: int
    promoted: int
    minutes: float
    ticks: int
    cpu_seconds: float
    simulated_cpu_seconds: float
    reads: int
    metric_reads: int
    changes: int
    journal: int

    def __str__(self) -> str:
        """Return a row of the table."""
        cells = (
            f"{self.releases:,}",
            f"{self.promoted:,}",
            f"{self.ticks:,}",
            f"{self.changes / self.releases:.1f}",
            f"{self.reads / self.releases / self.minutes:.2f}",
            f"{self.metric_reads / self.minutes:.2f}",
            f"{self.journal / self.releases / self.minutes:.2f}",
            f"{(self.reads + self.changes) / self.ticks:.1f}",
            f"{1000 * self.cpu_seconds / self.ticks:.1f}",
            f"{1000 * self.cpu_seconds / self.releases:.1f}",
            f"{1000 * self.simulated_cpu_seconds / self.releases:.1f}",
        )
        return f"| {' | '.join(cells)} |"


HEADER = (
    "releases",
    "promoted",
    "ticks",
    "changes / release",
    "reads / release / minute",
    "GetMetricData / minute, all",
    "journal writes / release / minute",
    "AWS calls / tick",
    "CPU ms / tick",
    "CPU ms / release",
    "simulated AWS, CPU ms / release",
)


def measure(releases: int) -> Row:
    """Run so many releases at once."""
    gc.collect()
    gc.freeze()
    found = run_fleet([HOUR] * releases)
    promoted = sum(outcome.phase is HOUR.ends and outcome.converged for outcome in found.outcomes)
    return Row(
        releases=releases,
        promoted=promoted,
        minutes=found.virtual_seconds / 60,
        ticks=found.ticks,
        cpu_seconds=found.cpu_seconds,
        simulated_cpu_seconds=found.simulated_cpu_seconds,
        reads=_count(found.calls, changes=False),
        metric_reads=found.calls.get("cloudwatch.GetMetricData", 0),
        changes=_count(found.calls, changes=True),
        journal=found.calls.get("table.write", 0),
    )


def _count(calls: Mapping[str, int], *, changes: bool) -> int:
    return sum(
        count
        for api, count in calls.items()
        if not api.startswith(("table.", "sns."))
        and api.split(".")[1].startswith(_CHANGES) == changes
    )


def growth(first: Row, last: Row) -> str:
    """Say how processor time and calls grow from one size to another."""
    times = last.releases / first.releases
    cpu = last.cpu_seconds / first.cpu_seconds
    calls = (last.reads + last.changes) / (first.reads + first.changes)
    return (
        f"From {first.releases:,} to {last.releases:,} releases ({times:,.0f} times): "
        f"{cpu:,.0f} times the processor time, {calls:,.0f} times the AWS calls."
    )


def main() -> None:
    """Run all sizes and print the table; `--write` keeps it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    write: bool = parser.parse_args().write
    lines = [f"| {' | '.join(HEADER)} |", "|" + " ---: |" * len(HEADER)]
    print(*lines, sep="\n", flush=True)
    rows = []
    for size in SIZES:
        rows.append(measure(size))
        lines.append(str(rows[-1]))
        print(lines[-1], flush=True)
    lines += ["", *(growth(row, rows[-1]) for row in rows[:2])]
    print(*lines[-2:], sep="\n")
    if write:
        RESULTS.write_text(f"{_INTRODUCTION}\n{chr(10).join(lines)}\n", encoding="utf-8")


_INTRODUCTION = """# Driving many releases from one process

`python -m benchmarks.releases --write` writes this file. Each release: five steps in an hour,
driven to its end by the real driver, journal, judge and AWS port, all begun at once, under a
virtual clock. AWS is simulated in the same process; its processor time stands in a column of
its own. What a release costs the driver in Python operations does not grow with their number;
the time does by what the processor's caches no longer hold. A tick looks at all releases whose
turn it is.
"""


if __name__ == "__main__":
    main()
