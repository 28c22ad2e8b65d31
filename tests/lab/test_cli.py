"""`lab --help`: every command stands in a panel, those that are imported late as well."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from lab.cli import app


def test_the_help_shows_every_command_in_one_of_three_panels() -> None:
    shown = CliRunner().invoke(app, ["--help"], terminal_width=200).output
    assert re.findall(r"^╭─ (\w+) ─", shown, flags=re.MULTILINE) == [
        "Options",
        "Account",
        "Use",
        "Look",
    ]


def test_the_shell_completes_commands_that_are_imported_late() -> None:
    found = CliRunner().invoke(
        app,
        prog_name="lab",
        env={"_LAB_COMPLETE": "complete_bash", "COMP_WORDS": "lab fault l", "COMP_CWORD": "2"},
    )
    assert found.output.split() == ["list"]
