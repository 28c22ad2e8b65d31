"""Plain Checkov and the gate side by side, in one run: time, memory, and what each had to say.

Whole processes over the same synthesized stacks, in turns, so that a busy machine slows both.
Three ways: Checkov as it is commonly run (once for each stack's folder), Checkov once for all
folders, and `sluice policy`, which also runs our rules, proves that all was looked at, and
applies waivers. Then plain Checkov and the gate on stacks that hold what blinds Checkov.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.measure import Measured, measure, median

CHECKOV = ROOT / ".venv-checkov" / "bin" / "checkov"
OPTIONS = ("--framework", "terraform_json", "--skip-download", "--quiet", "--compact")
GATE = (
    "from datetime import date; from pathlib import Path; import sys;"
    "from sluice.change.model.stack import read_stacks;"
    "from sluice.change.policy import gate;"
    "from sluice.change.policy.output import table;"
    "found = gate.run(read_stacks(Path(sys.argv[1])), root=Path('.'), today=date.today());"
    "print(table.summary(found))"
)
LIMIT_SECONDS = 15.0
BLINDING = {"moved": [{"from": "aws_sns_topic.old", "to": "aws_sns_topic.new"}]}


def main() -> int:
    """Print the table; the exit code is 1 where the gate's median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=3, help="runs of each way (default 3)")
    parser.add_argument("--synth-dir", type=Path, help="synthesized already; else done here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        synth = chosen.synth_dir or _synthesized(Path(scratch) / "synth")
        stacks = sorted(each.parent for each in synth.glob("stacks/*/cdk.tf.json"))
        gate = _in_turns(synth.resolve(), stacks, chosen.n)
        _show_blinded(synth, Path(scratch) / "blinded")
    print(f"limit for the gate: {LIMIT_SECONDS:.0f} s, {'kept' if gate else 'BROKEN'}")
    return 0 if gate else 1


def _synthesized(folder: Path) -> Path:
    environment = {**os.environ, "CDKTF_OUTDIR": str(folder)}
    subprocess.run([sys.executable, "-O", "main.py"], cwd=ROOT, env=environment, check=True)
    return folder


def _in_turns(synth: Path, stacks: list[Path], runs: int) -> bool:
    folders = [part for each in stacks for part in ("--directory", str(each))]
    ways: dict[str, list[list[str]]] = {
        "Checkov, a run a stack": [[*_plain(), "--directory", str(each)] for each in stacks],
        "Checkov, one run": [[*_plain(), *folders]],
        "gate": [[sys.executable, "-c", GATE, str(synth)]],
    }
    measured: dict[str, list[Measured]] = {way: [] for way in ways}
    print(f"{len(stacks)} stacks\n{'':30}{'clock':>9}{'processor':>12}{'memory':>12}")
    for number in range(1, runs + 1):
        for way, commands in ways.items():
            one = _sum([measure(each, ROOT, dict(os.environ)) for each in commands])
            measured[way].append(one)
            print(f"  run {number}  {way:22}{one}", flush=True)
    medians = {way: median(each) for way, each in measured.items()}
    for way, one in medians.items():
        print(f"  median {way:22}{one}")
    gate = medians["gate"].seconds
    for way in list(ways)[:2]:
        print(f"gate: {gate / medians[way].seconds:.2f} times the time of {way}")
    return gate < LIMIT_SECONDS


def _plain() -> list[str]:
    return [str(CHECKOV), *OPTIONS, "--soft-fail"]


def _sum(parts: list[Measured]) -> Measured:
    return Measured(
        seconds=sum(each.seconds for each in parts),
        cpu_seconds=sum(each.cpu_seconds for each in parts),
        peak_mib=max(each.peak_mib for each in parts),
    )


def _show_blinded(synth: Path, folder: Path) -> None:
    """Print what each says of stacks that a `moved` block was added to."""
    for file in synth.glob("stacks/*/cdk.tf.json"):
        document = {**json.loads(file.read_bytes()), **BLINDING}
        target = folder / "stacks" / file.parent.name / file.name
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(document, indent=2), encoding="utf-8")
    plain = subprocess.run(
        [str(CHECKOV), *OPTIONS, "--output", "json", "--directory", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    summary = json.loads(plain.stdout)
    summary = summary.get("summary", summary)
    passed, failed = summary["passed"], summary["failed"]
    print(
        f"with a moved block, Checkov: {passed} passed, {failed} failed, "
        f"exit code {plain.returncode}"
    )
    gate = [sys.executable, "-c", GATE, str(folder)]
    ended = subprocess.run(gate, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"with a moved block, gate: {(ended.stdout or ended.stderr).strip()[-300:]}")


if __name__ == "__main__":
    sys.exit(main())
