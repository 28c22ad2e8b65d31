"""Synthesizes every stack anew, in a process of its own: the driver never imports cdktf."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from sluice.change.model.errors import StackUnreadable
from sluice.change.model.stack import FILE, Stack, read_stacks
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = "main.py"
_LINES_OF_A_TRACEBACK = 12


class SynthFailed(SluiceError):
    """The stacks could not be synthesized: the user's mistake in one, or a broken program."""


def synthesize(outdir: Path, *, root: Path) -> tuple[Stack, ...]:
    """Synthesize every stack below `root` into a folder, and return them by name.

    What an earlier synth left there is not read again: a stack that is no longer declared is
    gone, and so is its folder's `cdk.tf.json`. Terraform's own folders stay.

    Args:
        outdir: as cdktf's output folder; created where it is missing.
        root: of the project; `main.py` is there.

    Raises:
        SynthFailed: a value in a stack is wrong (the stack's own sentence), or the program
            ended with an error.
        StackUnreadable: it wrote no stack.
    """
    if not (root / PROGRAM).is_file():
        raise SynthFailed(f"{root} holds no {PROGRAM}: run this in the project's folder")
    outdir.mkdir(parents=True, exist_ok=True)
    for stale in (outdir / "stacks").glob(f"*/{FILE}"):
        stale.unlink()
    ended = subprocess.run(  # noqa: S603 - no shell, and nothing a user typed
        (sys.executable, "-O", PROGRAM),
        cwd=root,
        env={
            **os.environ,
            "CDKTF_OUTDIR": str(outdir.resolve()),
            # The code below `root`, also where another checkout of it is installed.
            "PYTHONPATH": os.pathsep.join(
                map(str, (root.resolve() / "constructs", root.resolve()))
            ),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise SynthFailed(_sentence(ended.stderr))
    stacks = read_stacks(outdir)
    if not all((stack.file.parent / ".terraform.lock.hcl").is_file() for stack in stacks):
        raise StackUnreadable(f"{outdir}: a stack lacks .terraform.lock.hcl: its provider is free")
    return stacks


def _sentence(stderr: str) -> str:
    """Return a stack's own sentence; the end of a traceback where it is the program's fault."""
    lines = stderr.strip().splitlines()
    if lines and lines[-1].startswith("error: "):
        return lines[-1].removeprefix("error: ")
    tail = "\n".join(lines[-_LINES_OF_A_TRACEBACK:])
    return f"the stacks could not be synthesized:\n{tail}"
