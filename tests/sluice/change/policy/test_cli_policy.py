"""`sluice policy`, from the command line to the files that it writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from sluice.change.model.errors import GateBlind
from sluice.cli import policy
from sluice.errors import UsageRefused
from tests.sluice.change.policy.made import QUIET, project_at, stack_at

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOTHING = {"aws_thing": {"a": QUIET}}
# A project of one stack, which `main.py` synthesizes without cdktf.
PROGRAM = """
import json, os, pathlib
folder = pathlib.Path(os.environ["CDKTF_OUTDIR"]) / "stacks" / "dev"
folder.mkdir(parents=True, exist_ok=True)
thing = {"//": {"metadata": {"path": "dev/a"}}, "name": "a"}
document = {"//": {"metadata": {"stackName": "dev"}}, "resource": {"aws_thing": {"a": thing}}}
(folder / "cdk.tf.json").write_text(json.dumps(document))
(folder / ".terraform.lock.hcl").touch()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return project_at(tmp_path)


def _policy(*arguments: str) -> Result:
    app = typer.Typer()
    policy.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["policy", *arguments])


def test_a_violation_is_refused_with_13_and_told_in_the_table(root: Path) -> None:
    stack_at(root, "dev")
    ended = _policy("dev", "--synth-dir", str(root), "--output", "reports")
    assert ended.exit_code == 13, ended.output
    assert "CKV_AWS_25" in ended.stdout
    assert "policy REFUSED" in ended.stdout
    names = sorted(each.name for each in (root / "reports").iterdir())
    assert names == ["policy.json", "policy.sarif", "policy.txt", "policy.xml"]


def test_nothing_in_the_way_ends_with_0_and_json_on_demand(root: Path) -> None:
    stack_at(root, "dev", NOTHING)
    ended = _policy("dev", "--synth-dir", str(root), "--json")
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["schema_version"], found["passed"]) == (1, True)


def test_without_a_folder_the_stacks_are_synthesized_anew(root: Path) -> None:
    (root / "main.py").write_text(PROGRAM)
    ended = _policy("dev", "--format", "sarif")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["version"] == "2.1.0"
    assert (root / "cdktf.out" / "stacks" / "dev" / "cdk.tf.json").exists()


def test_all_environments_are_expected_where_none_is_named(root: Path) -> None:
    stack_at(root, "dev", NOTHING)
    ended = _policy("--synth-dir", str(root))
    assert isinstance(ended.exception, GateBlind)
    assert "bootstrap, prod, stage: not among" in str(ended.exception)
    assert ended.exception.exit_code == 13


def test_a_refusal_leaves_no_older_pass_behind(root: Path) -> None:
    stack_at(root, "dev", NOTHING)
    old = root / "reports" / "policy.json"
    old.parent.mkdir()
    old.write_text('{"passed": true}')
    ended = _policy("stage", "--synth-dir", str(root), "--output", "reports")
    assert isinstance(ended.exception, GateBlind)
    assert not old.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dev", "--format", "pdf"], "table, json, sarif, junit"),
        (["--plan", "plan.json"], "name it"),
        (["dev", "stage", "--plan", "plan.json"], "name it"),
    ],
)
def test_a_mistake_is_told_before_anything_is_run(
    root: Path, arguments: list[str], says: str
) -> None:
    ended = _policy(*arguments, "--synth-dir", str(root))
    assert isinstance(ended.exception, UsageRefused)
    assert says in str(ended.exception)
