"""`make test`: every check there is, one after another, with the time of each at the end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS: dict[str, tuple[str, ...]] = {
    "set-up": (sys.executable, "scripts/setup.py"),
    "lint": ("make", "--no-print-directory", "lint"),
    "tests": (".venv/bin/pytest", "-q", "-n", "2", "-m", "not terraform"),
    # In one process: its fixture applies the stacks side by side, and -s shows how far it is.
    "tests with Terraform": (".venv/bin/pytest", "-v", "-s", "-m", "terraform"),
}


def main() -> int:
    """Run every part, also after one has failed; the exit code is 0 where all succeeded."""
    times: list[str] = []
    failed = False
    for name, command in PARTS.items():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        failed |= code != 0
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        times.append(f"  {name:24}{time.monotonic() - started:6.0f} s  {verdict}")
        if code != 0 and name == "set-up":
            break
    print("\n".join(["== make test", *times]))
    print(f"  {'FAILED' if failed else 'all of it':24}{time.perf_counter() - _STARTED:6.0f} s")
    return 1 if failed else 0


_STARTED = time.perf_counter()

if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
