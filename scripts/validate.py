"""`terraform validate` of each stack as it is synthesized now; part of `make lint`.

It synthesizes into a scratch folder and reaches no backend and no account.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / ".sluice" / "validate"
# Each loads the provider's schema: a core and half a gigabyte.
_SIDE_BY_SIDE = 2
_FAILED_SECONDS = 300


def main() -> int:
    """Validate all stacks; the exit code is 0 where every one is valid."""
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("TF_PLUGIN_CACHE_DIR", "TF_DATA_DIR")},
        "CDKTF_OUTDIR": str(SCRATCH),
        "TF_CLI_CONFIG_FILE": str(ROOT / ".sluice" / "terraformrc"),
        "CHECKPOINT_DISABLE": "1",
    }
    synth = subprocess.run(
        [sys.executable, "-O", "main.py"], cwd=ROOT, env=environment, check=False
    )
    if synth.returncode != 0:
        return synth.returncode
    stacks = sorted(json.loads((SCRATCH / "manifest.json").read_text(encoding="utf-8"))["stacks"])
    print(f"terraform validate: {', '.join(stacks)}", flush=True)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        valid = list(pool.map(lambda name: _validate(name, environment), stacks))
    return 0 if stacks and all(valid) else 1


def _validate(name: str, environment: dict[str, str]) -> bool:
    started = time.monotonic()
    for command in (("init", "-backend=false", "-input=false"), ("validate",)):
        done = subprocess.run(
            [shutil.which("terraform") or "terraform", *command, "-no-color"],
            cwd=SCRATCH / "stacks" / name,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_FAILED_SECONDS,
        )
        if done.returncode != 0:
            print(f"  {name}: terraform {command[0]} FAILED\n{done.stdout}", flush=True)
            return False
    warned = f"\n{done.stdout}" if "Warning" in done.stdout else ""
    print(f"  {name}: valid, {time.monotonic() - started:.0f} s{warned}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
