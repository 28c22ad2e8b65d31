"""One line of progress out of Terraform's stream, and commands that fail loudly."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.progress import CommandFailed, Progress, run

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    "Plan: 3 to add, 0 to change, 0 to destroy.",
    "\x1b[1maws_kms_key.key_data: Creating...\x1b[0m",
    "aws_db_instance.database: Creating...",
    "aws_kms_key.key_data: Creation complete after 0s [id=1]",
    "stage  aws_vpc.vpc: Creating...",
    "aws_vpc.vpc: Creation complete after 1s [id=2]",
)


def test_what_is_done_and_what_is_waited_for_longest() -> None:
    progress = Progress()
    for line in (*LINES, LINES[-1]):
        progress.feed(line)
    assert str(progress) == "2 of 3 resources, waiting for aws_db_instance.database"


def test_a_command_without_resources_shows_its_last_line() -> None:
    progress = Progress()
    progress.feed("checking stage")
    progress.feed("")
    assert str(progress) == "checking stage"


def _run(log: Path, script: str, expected: tuple[int, ...] = (0,)) -> int:
    return run(
        [sys.executable, "-c", script],
        label="step",
        log=log,
        environment=os.environ,
        folder=log.parent,
        expected=expected,
    )


def test_an_unexpected_exit_code_is_an_error_with_the_end_of_the_output(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"step: exit code 3(.|\n)*broken") as raised:
        _run(tmp_path / "step.log", "print('broken'); raise SystemExit(3)")
    assert str(tmp_path / "step.log") in str(raised.value)


def test_an_expected_exit_code_is_returned(tmp_path: Path) -> None:
    assert _run(tmp_path / "step.log", "raise SystemExit(2)", expected=(0, 2)) == 2
