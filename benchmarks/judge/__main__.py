"""Runs the benchmark: `python -m benchmarks.judge [--quick] [--runs N] [--jobs N] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.judge import plots
from benchmarks.judge import scenarios as kinds
from benchmarks.judge.contest import Task, run
from benchmarks.judge.tables import tables
from benchmarks.judge.traces import ERROR_LIMIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.judge.results import Result
    from benchmarks.judge.traces import Scenario

_FULL, _QUICK = 280, 4
"""Runs of a scenario; healthy ones run twice as often. In full that is 21,000 healthy and
20,000 overdispersed releases, and more."""
_FACTORS = {kinds.HEALTHY: 2.0, kinds.NOISY: 1.0, kinds.HOUR: 2.0}
_OTHER_FACTOR = 0.6
_WANDERING_FACTOR = 3.0
"""Where the rate wanders about the limit most runs meet the runbook's criterion in truth: so many
times the runs, that enough are left."""
_FOLDER = Path("reports/benchmarks/judge")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all, write the tables, plots and figures, and print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.judge", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK} runs of each scenario")
    parser.add_argument("--runs", type=int, help=f"of each scenario; {_FULL} unless told")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--json", action="store_true", help="print figures, not tables")
    parser.add_argument("--output", type=Path, default=_FOLDER)
    options = parser.parse_args(arguments)
    runs = options.runs or (_QUICK if options.quick else _FULL)
    began = time.monotonic()
    tasks = [
        Task(number, each, round(runs * _factor(each)))
        for number, each in enumerate(kinds.scenarios())
    ]
    # Long ones first, so that no process is left with one at the end.
    tasks.sort(key=lambda task: task.scenario.bad)
    results: list[Result] = []
    with get_context("spawn").Pool(options.jobs) as pool:
        for number, found in enumerate(pool.imap(run, tasks), 1):
            results += found
            if number % 20 == 0:
                print(f"{number} of {len(tasks)} scenarios", file=sys.stderr, flush=True)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    options.output.mkdir(parents=True, exist_ok=True)
    text = tables(results)
    figures = json.dumps([each.as_json() for each in results], indent=1)
    (options.output / "tables.md").write_text(text + "\n", encoding="utf-8")
    (options.output / "figures.json").write_text(figures + "\n", encoding="utf-8")
    plots.plot(results, options.output)
    print(figures if options.json else text)
    return 0


def _factor(scenario: Scenario) -> float:
    wandering = scenario.noise == "persistent" and scenario.baseline > 0.9 * ERROR_LIMIT
    factor = _FACTORS.get(scenario.family, _OTHER_FACTOR)
    return factor * _WANDERING_FACTOR if wandering else factor


if __name__ == "__main__":
    sys.exit(main())
