"""The Makefile explains itself, and its targets stay one or two lines."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISED = {"help", "setup", "lint", "synth", "check", "test", "demo", "snapshots", "clean"}


def test_help_lists_every_promised_target_with_what_it_does() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    told = {line.split()[1]: line.split(maxsplit=2)[2] for line in done.stdout.splitlines()}
    assert set(told) >= PROMISED
    assert all(len(text) > len("short") for text in told.values())


def test_no_target_has_more_than_two_lines() -> None:
    rules = re.split(r"\n\n", (ROOT / "Makefile").read_text())
    recipes = {rule.split(":")[0]: rule.count("\n\t") for rule in rules if "\n\t" in rule}
    assert recipes
    assert {name: lines for name, lines in recipes.items() if lines > 2} == {}
