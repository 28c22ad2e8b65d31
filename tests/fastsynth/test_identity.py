"""The fast synth and the plain one write the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fastsynth

ROOT = Path(__file__).resolve().parents[2]


def synthesized(folder: Path, plain: str, *options: str) -> dict[str, bytes]:
    environment = {
        **os.environ,
        "CDKTF_OUTDIR": str(folder),
        fastsynth.PLAIN_IMPORT_VARIABLE: plain,
    }
    command = [sys.executable, *options, "main.py"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {file.parent.name: file.read_bytes() for file in folder.rglob("cdk.tf.json")}


@pytest.mark.slow  # the plain import takes half a minute and 1.5 GB, in a process of its own
def test_slim_and_plain_bindings_synthesize_the_same_bytes(tmp_path: Path) -> None:
    slim = synthesized(tmp_path / "slim", "0", "-O")
    assert {"dev", "stage", "prod"} <= set(slim)
    assert synthesized(tmp_path / "plain", "1") == slim
