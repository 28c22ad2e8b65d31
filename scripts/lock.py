"""`make lock`: resolves pyproject.toml's dependencies into the hash-locked requirement files.

What is locked already stays as it is; `scripts/lock.py --upgrade` asks for the newest.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.lock": (
        *("--extra", "synth", "--extra", "report", "--extra", "lab"),
        *("--group", "dev", "pyproject.toml"),
    ),
    "requirements-checkov.lock": ("--group", "checkov"),
    "scripts/provision/postgresql.lock": ("--group", "postgresql"),
}
# No header, no index, no annotation: a lock file says what, never where from.
_OPTIONS = (
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--python-version=3.11",
)
_ADDRESS = re.compile(r"\w+://|--(extra-)?index-url|--find-links| @ ")


def main(arguments: list[str]) -> int:
    """Write the lock files; the exit code is 0 where all could be resolved."""
    uv = shutil.which("uv")
    if uv is None:
        print("lock: uv is needed and is not on PATH: pipx install uv", file=sys.stderr)
        return 1
    for name, inputs in LOCKS.items():
        print(f"lock: {name}", flush=True)
        command = [uv, "pip", "compile", *_OPTIONS, *arguments, *inputs, "-o", name]
        # uv prints what it wrote, too.
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            return done.returncode
        text = (ROOT / name).read_text(encoding="utf-8")
        addresses = [line for line in text.splitlines() if _ADDRESS.search(line)]
        if addresses:
            print(f"lock: {name} must hold no addresses: {addresses[0]}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
