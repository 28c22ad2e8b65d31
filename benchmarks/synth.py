"""Plain and fast synth side by side, in one run: time, memory, and the same bytes.

Whole processes, Python and Node, of `python -O main.py` over all stacks; caches warm for both;
taken in turns, so that a busy machine slows both, and with the processor's time beside the
clock's. Then: one value edited, to a new `cdk.tf.json`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import fastsynth
from benchmarks.measure import Measured, measure, median
from fastsynth.bindings import package_folder

WAYS = {"plain": "1", "fast": "0"}
EDITED = ("stacks/dev.py", 'service_name="web"', 'service_name="api"')


def main() -> int:
    """Print the table; the exit code is 1 where the two ways wrote different bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=3, help="runs of each way (default 3)")
    runs = parser.parse_args().n
    with tempfile.TemporaryDirectory() as scratch:
        checkout = Path(scratch)
        _copy_what_a_synth_reads(checkout)
        _warm_up(checkout)
        _show(_in_turns(checkout, runs))
        same = _synthesized(checkout, "plain") == _synthesized(checkout, "fast")
        print(f"output: {'byte-identical' if same else 'DIFFERENT BYTES'}", flush=True)
        _show_edit(checkout, runs)
    return 0 if same else 1


def _copy_what_a_synth_reads(checkout: Path) -> None:
    # One of the files is edited below, and nobody's edits meanwhile disturb the figures.
    for name in ("stacks", "constructs", "fastsynth"):
        shutil.copytree(ROOT / name, checkout / name)
    for name in ("main.py", "cdktf.json", "terraform.lock.hcl"):
        shutil.copy2(ROOT / name, checkout / name)
    (checkout / ".sluice").mkdir()
    (checkout / ".sluice" / "slim").symlink_to(ROOT / ".sluice" / "slim")


def _warm_up(checkout: Path) -> None:
    # Set-up leaves the bindings without bytecode: not the plain import's fault.
    print("warming up: bytecode of all bindings, then one run of each way", flush=True)
    options = ("-qq", "-j", "0", "-o", "1")
    compiler = [sys.executable, "-m", "compileall", *options, str(package_folder())]
    subprocess.run(compiler, check=True)
    for way in WAYS:
        _run(checkout, way)


def _run(checkout: Path, way: str) -> Measured:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {
        "CDKTF_OUTDIR": str(checkout / way),
        "PYTHONPATH": f"{checkout}{os.pathsep}{checkout / 'constructs'}",
        fastsynth.PLAIN_IMPORT_VARIABLE: WAYS[way],
    }
    return measure([sys.executable, "-O", "main.py"], checkout, environment)


def _in_turns(checkout: Path, runs: int) -> dict[str, list[Measured]]:
    measured: dict[str, list[Measured]] = {way: [] for way in WAYS}
    print(f"{'':14}{'clock':>9}{'processor':>12}{'memory':>12}")
    for number in range(1, runs + 1):
        for way in WAYS:
            one = _run(checkout, way)
            measured[way].append(one)
            print(f"  run {number}  {way:5}{one}", flush=True)
    return measured


def _show(measured: dict[str, list[Measured]]) -> None:
    plain, fast = (median(measured[way]) for way in WAYS)
    print(f"  median plain{plain}\n  median fast {fast}")
    memory = plain.peak_mib / fast.peak_mib if fast.peak_mib else 0
    print(
        f"fast: {plain.seconds / fast.seconds:.1f} times less time"
        f" ({plain.cpu_seconds / fast.cpu_seconds:.1f} times less of the processor's)"
        + (f", {memory:.1f} times less memory" if memory else "")
    )


def _synthesized(checkout: Path, way: str) -> dict[str, bytes]:
    files = (checkout / way).rglob("cdk.tf.json")
    return {file.parent.name: file.read_bytes() for file in files}


def _show_edit(checkout: Path, runs: int) -> None:
    """Time one edited value to new files."""
    name, old, new = EDITED
    file = checkout / name
    times = []
    for _ in range(runs):
        before, text = _synthesized(checkout, "fast"), file.read_text(encoding="utf-8")
        edited = text.replace(old, new) if old in text else text.replace(new, old)
        file.write_text(edited, encoding="utf-8")
        times.append(_run(checkout, "fast").seconds)
        if _synthesized(checkout, "fast") == before:
            raise RuntimeError(f"editing {name} changed nothing: adapt EDITED")
    print(f"one value edited in {name} to new files: {statistics.median(times):.2f} s (median)")


if __name__ == "__main__":
    sys.exit(main())
