"""`make lint`: every check that reads and changes nothing, two at a time, each with its time.

`scripts/lint.py [NAME...]` makes only those; `--list` names them. All are made, also after one
has failed. Programs that are used where they are on PATH are named where they are not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
SYNTH = ".sluice/lint"
_BIN = ROOT / ".venv" / "bin"
_PYTHON = sys.executable
# More of them would only wait for one another: two cores, and half a gigabyte each.
_SIDE_BY_SIDE = 2
_MOST_SECONDS = 1200


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: in a word or two.
        command: it fails by its exit code.
        needs: a program that need not be there; empty where all is installed.
        after: whether it reads what `synth` has written.
        folder: where it runs, from the checkout's root.
        variables: of its process environment, besides ours.
    """

    name: str
    command: tuple[str, ...]
    needs: str = ""
    after: bool = False
    folder: str = "."
    variables: Mapping[str, str] = field(default_factory=dict)


CHECKS = (
    Check("synth", (_PYTHON, "-O", "main.py"), variables={"CDKTF_OUTDIR": SYNTH}),
    # The longest first.
    Check("types", ("mypy", "--no-error-summary")),
    Check("validate", (_PYTHON, "scripts/validate.py")),
    Check("policies", ("sluice", "policy", "--synth-dir", SYNTH), after=True),
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("rules", ("ruff", "check", "--quiet", ".")),
    # With the program opa as well, where there is one; its last line says so.
    Check("plan rules", (_PYTHON, "scripts/rego_tests.py")),
    Check("links", (_PYTHON, "scripts/dead_links.py", "--synth-dir", SYNTH), after=True),
    Check("workflows", (_PYTHON, "scripts/workflows.py")),
    Check("tflint", ("tflint", "--recursive"), needs="tflint", after=True, folder=SYNTH),
)


@dataclass(frozen=True)
class Result:
    """How a check ended; `seconds` is wall-clock time, with another one beside it."""

    check: Check
    verdict: str
    output: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether the whole has failed by it."""
        return self.verdict.startswith("FAILED")


def main(arguments: Sequence[str] = (), checks: Sequence[Check] = CHECKS) -> int:
    """Make the checks; the exit code is 0 where none failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [check.name for check in checks]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--list", action="store_true", help="name the checks")
    given = parser.parse_args(arguments)
    if given.list:
        print("\n".join(names))
        return 0
    if missing := [name for name in given.names if name not in names]:
        parser.error(f"no check {missing[0]}: choose of {', '.join(names)}")
    chosen = [check for check in checks if not given.names or check.name in given.names]
    if any(check.after for check in chosen) and "synth" not in (each.name for each in chosen):
        chosen = [*(check for check in checks if check.name == "synth"), *chosen]
    started = time.monotonic()
    results = run(chosen)
    print("== lint")
    for each in sorted(results, key=lambda result: names.index(result.check.name)):
        print(f"  {each.check.name:12}{each.seconds:6.0f} s  {each.verdict}")
    failed = [each.check.name for each in results if each.failed]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all of it"
    print(f"  {'':12}{time.monotonic() - started:6.0f} s  {verdict}")
    return 1 if failed else 0


def run(checks: Sequence[Check]) -> list[Result]:
    """Make checks side by side, and print each one's output whole when it is over."""
    results: list[Result] = []
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        # What reads the synth's output begins when it is there.
        synth = [pool.submit(_made, check) for check in checks if check.name == "synth"]
        others = [
            pool.submit(_made, check)
            for check in checks
            if not check.after and check.name != "synth"
        ]
        synthesized = not any(future.result().failed for future in synth)
        late = [
            pool.submit(_made, check) if synthesized else pool.submit(_skipped, check)
            for check in checks
            if check.after
        ]
        for future in as_completed([*synth, *others, *late]):
            results.append(future.result())
            _show(results[-1])
    return results


def _made(check: Check) -> Result:
    if check.needs and shutil.which(check.needs) is None:
        return Result(check, f"left out: {check.needs} is not on PATH", "", 0.0)
    started = time.monotonic()
    path = f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        done = subprocess.run(
            check.command,
            cwd=ROOT / check.folder,
            env={**os.environ, "PATH": path, **check.variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=_MOST_SECONDS,
        )
        output, code = done.stdout, str(done.returncode)
    except subprocess.TimeoutExpired:
        output, code = "", f"not over after {_MOST_SECONDS} s"
    except OSError as error:
        output, code = str(error), "could not be run"
    verdict = "ok" if code == "0" else f"FAILED ({code})"
    return Result(check, verdict, output, time.monotonic() - started)


def _skipped(check: Check) -> Result:
    return Result(check, "FAILED (there is no synth)", "", 0.0)


def _show(result: Result) -> None:
    print(f"== {result.check.name}: {result.verdict}, {result.seconds:.0f} s", flush=True)
    # What went well has said so in its heading; its last line may hold a figure.
    shown = result.output.strip() if result.failed else result.output.strip().rpartition("\n")[2]
    if shown:
        print(shown, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
