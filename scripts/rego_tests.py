"""The tests of the plan rules: each `test_*` of policies/rego/*_test.rego, as `opa test` has it.

They run on the engine that judges plans. Where there is a program `opa`, it runs them, too, and
checks the modules; the verdict is then that of both. A module that does not parse, a rule without
a test file, and a test file without a test are failures.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Started as a file, a program finds its own folder only.
sys.path.insert(0, str(ROOT))

from scripts import rego_cases
from sluice.change.model.errors import GateBlind
from sluice.change.policy import rego_engine

_SECONDS = 600


def main() -> int:
    """Run all tests; the exit code is 0 where every one passes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "policies" / "rego")
    parser.add_argument("--verbose", "-v", action="store_true", help="show what passes, too")
    chosen = parser.parse_args()
    try:
        fine = _run(chosen.folder, verbose=chosen.verbose)
    except (GateBlind, rego_cases.UnknownFormError) as error:
        print(f"{error}\nFAIL")
        return 1
    opa = shutil.which("opa")
    if opa is None:
        print("opa: not installed; the tests ran with regopy alone")
    # Both, whatever the first says.
    elif not all([_opa(opa, "check", chosen.folder), _opa(opa, "test", chosen.folder)]):
        fine = False
    return 0 if fine else 1


def _run(folder: Path, *, verbose: bool) -> bool:
    """Run the tests with regopy; return whether all passed."""
    started = time.monotonic()
    modules = rego_engine.read(folder, tests=True)
    found: list[rego_cases.Case] = []
    faults: list[str] = []
    for name in sorted({each.removesuffix(rego_engine.TESTS) for each in modules.sources}):
        module = name + rego_engine.TESTS
        of_module = list(rego_cases.cases(modules, module))
        found += of_module
        if not of_module:
            faults.append(f"{folder / module}.rego: has no test, or is not there")
        if name not in modules.sources:
            faults.append(f"{folder / module}.rego: there is no {name}.rego")
    # As they are, to the engine as well: what it cannot parse is not taken apart unseen.
    rego_engine.answers(modules, [])
    answers = rego_engine.answers_of([each.job for each in found], seconds=_SECONDS)
    verdicts: dict[str, str] = {}
    for case, ((answer,),) in zip(found, answers, strict=True):
        if answer.value is not True:
            verdicts[case.name] = f"FAIL{answer.fault and f' ({answer.fault})'}"
        verdicts.setdefault(case.name, "PASS")
    for name, verdict in verdicts.items():
        if verbose or verdict != "PASS":
            print(f"{name}: {verdict}")
    for fault in faults:
        print(fault)
    passed = sum(verdict == "PASS" for verdict in verdicts.values())
    seconds = time.monotonic() - started
    print(f"{'-' * 80}\nPASS: {passed}/{len(verdicts)} in {seconds:.1f} s (regopy)")
    if passed < len(verdicts):
        print(f"FAIL: {len(verdicts) - passed}/{len(verdicts)}")
    return passed == len(verdicts) and not faults


def _opa(opa: str, verb: str, folder: Path) -> bool:
    done = subprocess.run([opa, verb, str(folder)], check=False, timeout=_SECONDS)
    print(f"opa {verb}: {'PASS' if done.returncode == 0 else 'FAIL'}")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
