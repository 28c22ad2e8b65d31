"""Plain and fast synth side by side, in one run: time, memory, and the same bytes.

Whole processes, Python and Node, of `main.py` over all stacks; caches warm for both; taken in
turns, so that a busy machine slows both. Then: one value edited, to a new `cdk.tf.json`.
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

import fastsynth  # noqa: E402
from benchmarks.measure import Measured, measure  # noqa: E402
from fastsynth.bindings import package_folder  # noqa: E402

WAYS = {"plain": "1", "fast": "0"}
EDITED = ("stacks/dev.py", 'service_name="web"', 'service_name="api"')


def main() -> int:
    """Print the table; the exit code is 1 where the two ways wrote different bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=3, help="runs of each way (default 3)")
    runs = parser.parse_args().n
    with tempfile.TemporaryDirectory() as scratch:
        folders = {way: Path(scratch) / way for way in WAYS}
        _warm_up(folders)
        measured = _in_turns(folders, runs)
        same = _synthesized(folders["plain"]) == _synthesized(folders["fast"])
        _show(measured)
        print(f"output: {'byte-identical' if same else 'DIFFERENT BYTES'}", flush=True)
        _show_edit(Path(scratch) / "checkout", runs)
    return 0 if same else 1


def _environment(way: str, outdir: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"CDKTF_OUTDIR": str(outdir), fastsynth.PLAIN_IMPORT_VARIABLE: WAYS[way]}


def _warm_up(folders: dict[str, Path]) -> None:
    # Set-up leaves the bindings without bytecode: not the plain import's fault.
    print("warming up: bytecode of all bindings, then one run of each way", flush=True)
    compiler = [
        sys.executable,
        "-m",
        "compileall",
        "-qq",
        "-j",
        "0",
        "-o",
        "1",
        str(package_folder()),
    ]
    subprocess.run(compiler, check=True)
    for way, folder in folders.items():
        _run(way, folder)


def _run(way: str, outdir: Path) -> Measured:
    return measure([sys.executable, "-O", "main.py"], ROOT, _environment(way, outdir))


def _in_turns(folders: dict[str, Path], runs: int) -> dict[str, list[Measured]]:
    measured: dict[str, list[Measured]] = {way: [] for way in folders}
    for number in range(1, runs + 1):
        for way, folder in folders.items():
            one = _run(way, folder)
            measured[way].append(one)
            print(f"  run {number} {way:5} {_cells(one.seconds, one.peak_mib)}", flush=True)
    return measured


def _show(measured: dict[str, list[Measured]]) -> None:
    seconds = {way: statistics.median(one.seconds for one in m) for way, m in measured.items()}
    peaks = {
        way: statistics.median(one.peak_mib for one in m if one.peak_mib is not None)
        if all(one.peak_mib for one in m)
        else None
        for way, m in measured.items()
    }
    for way in measured:
        print(f"  median {way:4} {_cells(seconds[way], peaks[way])}")
    plain, fast = peaks["plain"], peaks["fast"]
    memory = f", {plain / fast:.1f} times less memory" if plain and fast else ""
    print(f"fast: {seconds['plain'] / seconds['fast']:.1f} times less time{memory}")


def _cells(seconds: float, peak_mib: float | None) -> str:
    return f"{seconds:7.2f} s  {'      -' if peak_mib is None else f'{peak_mib:7.0f}'} MiB"


def _synthesized(outdir: Path) -> dict[str, bytes]:
    return {file.parent.name: file.read_bytes() for file in outdir.rglob("cdk.tf.json")}


def _show_edit(checkout: Path, runs: int) -> None:
    """Time one edited value to a new `cdk.tf.json`, in a copy of what a synth reads."""
    for name in ("stacks", "constructs", "fastsynth"):
        shutil.copytree(ROOT / name, checkout / name)
    for name in ("main.py", "cdktf.json", "terraform.lock.hcl"):
        shutil.copy2(ROOT / name, checkout / name)
    (checkout / ".sluice").mkdir()
    (checkout / ".sluice" / "slim").symlink_to(ROOT / ".sluice" / "slim")
    environment = _environment("fast", checkout / "out")
    environment["PYTHONPATH"] = f"{checkout}{os.pathsep}{checkout / 'constructs'}"
    command = [sys.executable, "-O", "main.py"]
    measure(command, checkout, environment)
    name, old, new = EDITED
    file = checkout / name
    times = []
    for _ in range(runs):
        before, text = _synthesized(checkout / "out"), file.read_text(encoding="utf-8")
        edited = text.replace(old, new) if old in text else text.replace(new, old)
        file.write_text(edited, encoding="utf-8")
        times.append(measure(command, checkout, environment).seconds)
        if _synthesized(checkout / "out") == before:
            raise RuntimeError(f"editing {name} changed nothing: adapt EDITED")
    print(f"one value edited in {name} to new files: {statistics.median(times):.2f} s (median)")


if __name__ == "__main__":
    sys.exit(main())
