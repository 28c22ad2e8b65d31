"""The examples of docs/extending.md: each runs, so that none teaches what is gone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sluice.change.cost import prices_file

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL))


def _example(section: str, language: str) -> str:
    (found,) = re.findall(
        rf"^```{language}\n(.*?)^```$", SECTIONS[section], re.MULTILINE | re.DOTALL
    )
    return str(found)


def _run(section: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(_example(section, "python"), section, "exec", dont_inherit=True), names)
    return names


def test_it_says_where_to_add_each_of_the_seven() -> None:
    assert list(SECTIONS) == [
        "An environment",
        "An alarm",
        "A rule",
        "A kind of step in a release",
        "A command",
        "A fault of the lab",
        "A price",
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_each_links_its_files_and_says_who_complains(section: str) -> None:
    assert re.search(r"\]\(\.\./[\w/.]+\)", SECTIONS[section])
    assert "| forgotten | who complains |" in SECTIONS[section]


def test_the_environment_of_the_example_is_whole() -> None:
    assert _run("An environment")["ENVIRONMENT"].network.cidr == "10.40.0.0/16"


@pytest.mark.parametrize("section", ["An alarm", "A fault of the lab"])
def test_the_example_is_made_of_what_is_there(section: str) -> None:
    _run(section)


def test_the_rule_of_the_example_is_one_that_checkov_takes() -> None:
    program = _example("A rule", "python") + "\nprint(CopiesItsTags().id)\n"
    done = subprocess.run(
        [str(ROOT / ".venv-checkov" / "bin" / "python"), "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "CKV_WEB_99\n", done.stderr


def test_the_step_of_the_example_is_told_by_its_kind_as_every_other_is() -> None:
    step = _run("A kind of step in a release")["WarmCache"](colour="green", paths=("/items",))
    assert step.kind == "warm-cache"


def test_the_command_of_the_example_runs_dry() -> None:
    app = _run("A command")["app"]
    done = CliRunner().invoke(app, ["stage", "--dry-run"])
    assert (done.exit_code, done.output) == (0, "would scale stage\n")


def test_the_price_of_the_example_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "eu-west-1.toml"
    file.write_text(_example("A price", "toml"), encoding="utf-8")
    assert list(prices_file.read(file)) == ["sqs.million_requests"]
