from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from sluice.change.review import run
from sluice.cli import changes
from sluice.errors import UsageRefused
from tests.sluice.change.review import made, throwaway

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from sluice.change.review.model import Review


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    changes.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["review", *arguments])


def answering(monkeypatch: pytest.MonkeyPatch, review: Review) -> list[run.Request]:
    """Let the review be this one, without git and synth; return what was asked for."""
    asked: list[run.Request] = []

    def answer(request: run.Request, **_: object) -> Review:
        asked.append(request)
        return review

    monkeypatch.setattr(run, "run", answer)
    return asked


def test_help_teaches_by_examples_and_names_the_exit_codes() -> None:
    told = " ".join(invoke("--help").output.split())
    assert "Example: sluice review --base main" in told
    assert "13 refused, 15 undecided" in told


def test_starting_imports_nothing_that_is_slow() -> None:
    code = (
        "import sys, sluice.cli.changes\n"
        "print(sorted({'boto3', 'jinja2', 'cdktf', 'pydantic', 'regopy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("gate", "code"),
    [(made.gate(), 0), (made.gate(made.FAILURE), 13), (None, 15)],
    ids=["merge", "refused", "undecided"],
)
def test_the_exit_code_is_the_verdict(
    gate: object, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    answering(monkeypatch, replace(made.review(), gate=gate))
    assert invoke("--base", "main").exit_code == code


def test_the_comment_is_printed_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = answering(monkeypatch, made.review())
    result = invoke("stage", "dev", "--base", "main", "--head", "topic", "--link", "https://x.y/z")
    assert result.stdout.startswith("<!-- sluice-review -->\n## ")
    assert list(tmp_path.iterdir()) == []
    (request,) = asked
    assert (request.base, request.head, request.link) == ("main", "topic", "https://x.y/z")
    assert list(request.environments) == ["stage", "dev"]


def test_files_are_written_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answering(monkeypatch, made.review())
    result = invoke("--base", "main", "--output", str(tmp_path / "review"))
    verdict, _, *files = result.stdout.splitlines()
    assert verdict == "May be merged: it changes stage"
    assert [each.rpartition("/")[2] for each in files] == [
        "review.md",
        "review.html",
        "review.json",
    ]


def test_json_is_one_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answering(monkeypatch, made.review())
    result = invoke("--base", "main", "--json", "--output", str(tmp_path / "review"))
    assert json.loads(result.stdout)["decision"] == "May be merged"


def test_an_interruption_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*_: object, **__: object) -> Review:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run", interrupted)
    assert invoke("--base", "main", "--output", str(tmp_path / "review")).exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_base_is_refused_before_anything_is_synthesized(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = throwaway.empty(tmp_path / "repository")
    (folder / "main.py").write_text("raise SystemExit('it ran')")
    throwaway.commit(folder, "One")
    monkeypatch.chdir(folder)
    result = invoke("--base", "nowhere", "--no-plan")
    assert isinstance(result.exception, UsageRefused)
    assert str(result.exception).startswith("nowhere: there is no such commit")
