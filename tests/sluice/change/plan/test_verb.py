"""The verb on the command line, as far as it goes without Terraform."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sluice.cli import changes
from sluice.errors import UsageRefused

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    changes.register(app)
    app.callback()(lambda: None)
    return app


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, ["plan", "stage", "--dry-run"])
    assert found.exit_code == 0, found.output
    folder = ".sluice/plan/stage/stacks/stage"
    assert found.output.splitlines() == [
        "would synthesize every stack into .sluice/plan/stage",
        f"would run terraform init -reconfigure -lockfile=readonly, in {folder}",
        "would run terraform plan -detailed-exitcode -out=.sluice/plan/stage/planned",
        "would ask all policies, compute the cost and the digest",
        "would write reports/stage/<timestamp>/",
    ]
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_environment_is_a_mistake_of_usage(app: typer.Typer) -> None:
    found = CliRunner().invoke(app, ["plan", "staging"])
    assert isinstance(found.exception, UsageRefused)
    assert found.exception.exit_code == 2
    assert str(found.exception) == "no environment 'staging': choose one of dev, stage, prod"


def test_its_help_has_an_example_and_every_exit_code(app: typer.Typer) -> None:
    text = " ".join(CliRunner().invoke(app, ["plan", "--help"]).output.split())
    assert "Example: sluice plan stage" in text
    for code in ("0 nothing to do", "20 changes", "13 refused", "1 error", "2 usage", "3 AWS"):
        assert code in text


def test_to_be_registered_costs_no_library() -> None:
    program = (
        "import sys, sluice.cli.changes; "
        "print([each for each in ('boto3', 'pydantic', 'rfc8785', 'cdktf') if each in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed == "[]\n"
