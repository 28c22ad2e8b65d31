"""Checkov as a port: files in, what its rules and ours said out, or a refusal."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sluice.change.model.errors import GateBlind
from sluice.change.policy.answer import Answer, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PYTHON = Path(".venv-checkov/bin/python")
OWN_RULES = Path("policies")
_PROGRAM = Path(__file__).with_name("checkov_side") / "program.py"
_PATIENCE_SECONDS = 600
_TAIL = 2000


@dataclass(frozen=True)
class Subject:
    """A document to scan: a synthesized stack, or a plan."""

    stack: str
    mode: Mode
    document: Mapping[str, Any]


def ask(subjects: Sequence[Subject], *, root: Path) -> tuple[Answer, ...]:
    """Run all rules over documents, one process for each mode at the same time.

    Args:
        subjects: what to scan; they are copied, secrets in plans included, into a folder that
            only this user can read and that is gone afterwards.
        root: of the project: Checkov's environment and our rules are there.

    Raises:
        GateBlind: Checkov is not installed, did not end, or gave no answer.
    """
    if not (root / PYTHON).exists():
        raise GateBlind("Checkov is not installed, so no policy was run: run 'make setup'")
    orders = [
        [each for each in subjects if each.mode is mode]
        for mode in Mode
        if any(each.mode is mode for each in subjects)
    ]
    with tempfile.TemporaryDirectory(prefix="sluice-policy-") as scratch:
        with ThreadPoolExecutor(max_workers=len(orders) or 1) as pool:
            running = [pool.submit(_run, order, Path(scratch), root.resolve()) for order in orders]
        return tuple(each.result() for each in running)


def _run(order: Sequence[Subject], scratch: Path, root: Path) -> Answer:
    mode = order[0].mode
    target = scratch / f"{mode}.answer.json"
    document = {
        "root": str(root),
        "own": str(root / OWN_RULES),
        "scans": [
            {"stack": each.stack, "mode": mode, "file": str(_write(each, scratch))}
            for each in order
        ],
    }
    try:
        ended = subprocess.run(  # noqa: S603 - no shell, and nothing a user typed
            # Isolated: neither the folder that this is called from nor a variable adds modules.
            (str(root / PYTHON), "-I", str(_PROGRAM), str(target)),
            input=json.dumps(document),
            cwd=scratch,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
    except OSError as error:
        raise GateBlind(f"Checkov cannot be started ({error}): run 'make setup'") from error
    except subprocess.TimeoutExpired as error:
        raise GateBlind(f"Checkov did not end within {_PATIENCE_SECONDS} s ({mode})") from error
    try:
        return Answer.model_validate_json(target.read_bytes())
    except (OSError, ValidationError) as error:
        tail = ended.stderr.strip()[-_TAIL:] or f"exit code {ended.returncode}"
        raise GateBlind(f"Checkov gave no answer ({mode}): {tail}") from error


def _write(subject: Subject, scratch: Path) -> Path:
    # A folder for each: Checkov builds a graph of all that lies in one.
    folder = scratch / f"{subject.mode}-{subject.stack}"
    folder.mkdir(parents=True)
    ending = "tf.json" if subject.mode is Mode.SYNTH else "json"
    file = folder / f"{subject.stack}.{ending}"
    file.write_text(json.dumps(subject.document, indent=1), encoding="utf-8")
    return file


def _environment() -> dict[str, str]:
    """Return this process's variables without those that change what Checkov does."""
    meddling = ("CKV_", "CHECKOV", "BC_", "PRISMA_", "TF_", "EVAL_", "PYTHON", "LOG_LEVEL")
    return {name: value for name, value in os.environ.items() if not name.startswith(meddling)}
