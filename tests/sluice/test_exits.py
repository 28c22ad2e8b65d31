"""Exit codes: one number, one meaning, one home."""

from __future__ import annotations

import ast
from pathlib import Path

from typer.testing import CliRunner

from sluice.cli.app import app
from sluice.errors import SluiceError
from sluice.exits import Exit, listed

ROOT = Path(__file__).parents[2]


def test_every_number_has_one_meaning_and_every_meaning_one_number() -> None:
    # A second name for a number would be an alias, and no member of its own.
    assert len(Exit.__members__) == len(list(Exit)) == len({code.meaning for code in Exit})


def test_the_help_lists_every_code() -> None:
    shown = " ".join(CliRunner().invoke(app, ["--help"]).stdout.split())
    for code in Exit:
        assert f"{code.value} {code.meaning}" in shown


def test_a_sentence_names_just_the_codes_that_were_asked_for() -> None:
    assert listed(Exit.USAGE, Exit.REFUSED) == "Exit codes: 2 usage, 13 refused."


def test_an_error_carries_one_of_the_codes() -> None:
    assert {type(error.exit_code) for error in _errors(SluiceError)} == {Exit}


def test_no_file_of_sluice_writes_an_exit_code_as_a_number() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "sluice").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _is_a_number_as_an_exit_code(node)
    ]
    assert found == []


def _errors(kind: type[SluiceError]) -> set[type[SluiceError]]:
    return {kind}.union(*map(_errors, kind.__subclasses__()))


def _is_a_number_as_an_exit_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        named = {target.id for target in node.targets if isinstance(target, ast.Name)}
        return "exit_code" in named and isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        return name in {"Exit", "exit"} and any(
            isinstance(part, ast.Constant) and isinstance(part.value, int)
            for given in node.args
            for part in ast.walk(given)
        )
    return False
