"""The load balancers' data plane beside a direct call, nginx and HAProxy, in one run.

.venv/bin/python benchmarks/data_plane.py [--seconds 5] [--rounds 3] [--minutes 1]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.data_plane_load import Loaded, load, loader
from benchmarks.data_plane_proxies import WEIGHTS, data_plane, other, target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BUSY_CONNECTIONS = 32
_OTHERS = ("nginx", "haproxy")
_SAMPLES = 10
_MIB = 1024 * 1024


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--rounds", type=int, default=3, help="each takes its turn so often")
    parser.add_argument("--minutes", type=float, default=1, help="of load while memory is read")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="data-plane-")))
        blue, green = stack.enter_context(target()), stack.enter_context(target())
        ours, process = stack.enter_context(data_plane(folder, blue, green))
        addresses = {"direct": f"http://127.0.0.1:{blue}/", "ours": ours}
        for name in _OTHERS:
            url = stack.enter_context(other(name, folder, blue, green))
            if url is None:
                print(f"{name} is missing, so it is not compared: apt-get install {name}")
            else:
                addresses[name] = url
        print(
            f"load by {loader()}; weights {WEIGHTS[0]}/{WEIGHTS[1]}; {os.cpu_count()} cores, "
            f"load average before {os.getloadavg()[0]:.1f}"
        )
        _compare(addresses, seconds=options.seconds, rounds=options.rounds)
        _memory(ours, process, options.minutes)


def _compare(addresses: Mapping[str, str], *, seconds: int, rounds: int) -> None:
    alone: dict[str, list[Loaded]] = {name: [] for name in addresses}
    busy: dict[str, list[Loaded]] = {name: [] for name in addresses}
    for _ in range(rounds):
        for name, url in addresses.items():
            alone[name].append(load(url, connections=1, seconds=seconds))
            busy[name].append(load(url, connections=_BUSY_CONNECTIONS, seconds=seconds))
    print(
        f"\n{'':10}{'requests/s':>12}{'of nginx':>10}{'failed':>8}{'added, median':>16}{'p99':>10}"
    )
    base = _median(alone["direct"])
    nginx = _median(busy["nginx"]).per_second if "nginx" in busy else 0.0
    for name in addresses:
        one, many = _median(alone[name]), _median(busy[name])
        share = f"{many.per_second / nginx:.2f}" if nginx else "-"
        added = (one.median_ms - base.median_ms, one.p99_ms - base.p99_ms)
        failed = sum(run.failed for run in alone[name] + busy[name])
        print(
            f"{name:10}{many.per_second:12.0f}{share:>10}{failed:8}"
            f"{added[0]:13.3f} ms{added[1]:7.3f} ms"
        )
    print(
        f"requests/s with {_BUSY_CONNECTIONS} connections; added latency with one, "
        f"beside the direct call's {base.median_ms:.3f} ms (p99 {base.p99_ms:.3f} ms); "
        f"medians of {rounds} rounds of {seconds} s"
    )


def _median(runs: Sequence[Loaded]) -> Loaded:
    return Loaded(
        statistics.median(run.per_second for run in runs),
        statistics.median(run.median_ms for run in runs),
        statistics.median(run.p99_ms for run in runs),
        sum(run.failed for run in runs),
    )


def _memory(url: str, process: int, minutes: float) -> None:
    """Print the data plane's memory while it is under load."""
    seen = psutil.Process(process)
    before = seen.memory_info().rss / _MIB
    seconds = max(1, round(minutes * 60))
    done: list[Loaded] = []
    thread = threading.Thread(
        target=lambda: done.append(load(url, connections=_BUSY_CONNECTIONS, seconds=seconds))
    )
    thread.start()
    sizes = []
    for _ in range(_SAMPLES):
        time.sleep(seconds / _SAMPLES)
        sizes.append(seen.memory_info().rss / _MIB)
    thread.join()
    (loaded,) = done
    print(
        f"\nmemory over {minutes:g} min of load ({loaded.per_second:.0f} requests/s, "
        f"{loaded.failed} failed): {before:.1f} MiB before; "
        + " ".join(f"{size:.1f}" for size in sizes)
    )
    growth = sizes[-1] - sizes[0]
    print(f"growth from the first tenth to the last: {growth:+.1f} MiB")


if __name__ == "__main__":
    main()
