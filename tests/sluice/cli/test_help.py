"""What the help promises of every command: a panel, an example, a first line, exit codes."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from sluice.cli.app import app
from sluice.cli.panels import Panel
from sluice.exits import Exit
from stacks.environments import NAMES

ROOT = Path(__file__).resolve().parents[3]
# One of them in its first line says that a command changes nothing that anybody depends on.
CHANGES_NOTHING = re.compile(r"reads (files )?only|changes nothing in AWS")
NOT_A_VERB = frozenset({"a", "an", "the", "this", "every", "what", "which", "who", "how", "when"})


@dataclass(frozen=True)
class Command:
    """A command, or a group of them, as the command line itself has it."""

    words: tuple[str, ...]
    found: Any

    @property
    def first_line(self) -> str:
        """What the list of commands shows of it."""
        line: str = self.found.help.partition("\n\n")[0]
        return " ".join(line.split())

    @property
    def is_group(self) -> bool:
        """Whether it only holds others."""
        return hasattr(self.found, "commands")

    @cached_property
    def examples(self) -> list[list[str]]:
        """The words of each, after `sluice`."""
        lines = (self.found.epilog or "").split("\n\n")
        return [
            shlex.split(line.removeprefix("Example: "))[1:]
            for line in lines
            if line.startswith("Example: sluice ")
        ]


def _below(words: tuple[str, ...], found: Any) -> list[Command]:
    context = typer.Context(found)
    below: list[Command] = []
    for name in found.list_commands(context) if hasattr(found, "commands") else ():
        one = Command((*words, name), found.get_command(context, name))
        below += [one, *_below(one.words, one.found)]
    return below


PROGRAM = typer.main.get_command(app)
EVERY = _below((), PROGRAM)
COMMANDS = [each for each in EVERY if not each.is_group]


def _name(command: Command) -> str:
    return " ".join(command.words)


every = pytest.mark.parametrize("command", EVERY, ids=_name)
every_command = pytest.mark.parametrize("command", COMMANDS, ids=_name)


@every
def test_it_stands_in_one_of_the_five_panels(command: Command) -> None:
    assert command.found.rich_help_panel in list(Panel)


def test_the_help_shows_the_five_panels_in_their_order() -> None:
    shown = CliRunner().invoke(app, ["--help"], terminal_width=200).output
    panels = re.findall(r"^╭─ (\w+) ─", shown, flags=re.MULTILINE)
    assert panels == ["Options", *Panel]


@every
def test_its_first_line_begins_with_a_verb_and_is_short(command: Command) -> None:
    line = command.first_line
    assert len(line) < 100
    assert line.endswith(".")
    first = line.split()[0]
    assert first[0].isupper()
    assert first.lower() not in NOT_A_VERB
    # Not "Shows", "Showing" or "Shown": ruff's D401, below, knows the words.


def test_the_first_lines_are_in_the_imperative() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "D401", "sluice/cli"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


@every_command
def test_what_changes_something_can_be_tried_dry(command: Command) -> None:
    options = {name for each in command.found.params for name in each.opts}
    assert CHANGES_NOTHING.search(command.first_line) or "--dry-run" in options


@every_command
def test_its_examples_are_of_it_and_parse(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "checkout"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert command.examples
    for words in command.examples:
        assert tuple(words[: len(command.words)]) == command.words
        arguments = words[len(command.words) :]
        _make_files(command.found, arguments)
        command.found.make_context(_name(command), arguments)


def _make_files(command: Any, arguments: list[str]) -> None:
    """Make what an example takes to be there: a FILE or a FOLDER; a DIR is written."""
    metavars = {name: each.metavar for each in command.params for name in each.opts}
    for flag, value in pairwise(arguments):
        if metavars.get(flag) == "FILE":
            Path(value).parent.mkdir(parents=True, exist_ok=True)
            Path(value).touch()
        elif metavars.get(flag) == "FOLDER":
            Path(value).mkdir(parents=True, exist_ok=True)


@every
def test_its_help_ends_with_0(command: Command) -> None:
    ended = CliRunner().invoke(app, [*command.words, "--help"])
    assert ended.exit_code == 0, ended.output


@every_command
def test_its_exit_codes_are_those_of_sluice(command: Command) -> None:
    listed = re.search(r"Exit codes: (.*)\.$", command.found.epilog)
    told = re.findall(r"(?:^|, )(\d+) ", listed[1]) if listed else []
    assert {int(code) for code in told} <= set(Exit)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sluice status ", set(NAMES)),
        ("sluice shift st", {"stage"}),
        ("sluice cost show b", {"bootstrap"}),
        ("sluice policy dev st", {"stage"}),
        ("sluice verify re", {"release", "repository"}),
    ],
)
def test_the_shell_completes_environments_and_commands(words: str, offered: set[str]) -> None:
    found = CliRunner().invoke(
        app,
        prog_name="sluice",
        env={
            "_SLUICE_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
    )
    assert set(found.output.split()) == offered


def test_an_environment_is_named_as_its_file_in_stacks_is() -> None:
    (environment, *_) = next(each for each in COMMANDS if each.words == ("status",)).found.params
    assert re.findall(r"\w+", environment.help) == [*NAMES[:-1], "or", NAMES[-1]]


def test_completion_and_help_import_nothing_that_is_slow() -> None:
    program = (
        "import sys, sluice.cli.app\n"
        "print(sorted({'boto3', 'pydantic', 'rich', 'jinja2', 'cdktf', 'sluice.canary', "
        "'sluice.change'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed == "[]\n"
