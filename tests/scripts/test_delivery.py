"""What workflows know of an environment, and plans whose digest was approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts import delivery, delivery_plan
from stacks.environments import NAMES, load

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "d" * 64


@pytest.mark.parametrize("name", [*NAMES, "bootstrap"])
def test_account_region_and_roles_are_those_of_the_stacks(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert delivery.main([name]) == 0
    found = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())
    assert found["plan_role"] == f"arn:aws:iam::{found['account']}:role/sluice-plan"
    assert ("deploy_role" in found) is (name in NAMES)
    if name in NAMES:
        assert found["deploy_role"].endswith(f":{found['account']}:role/sluice-deploy-{name}")
        environment = load(name)
        assert (found["account"], found["region"]) == (environment.account, environment.region)
        assert found["health"] == f"https://web.{name}.example.com/healthz"


def test_the_roles_have_the_names_that_the_stack_gives_them() -> None:
    (file,) = (ROOT / "tests/snapshots/__snapshots__/test_snapshots").glob("*bootstrap*.json")
    roles = json.loads(file.read_text(encoding="utf-8"))["resource"]["aws_iam_role"].values()
    names = {
        delivery.values(name)[key].rpartition("/")[2]
        for name in NAMES
        for key in ("plan_role", "deploy_role")
    }
    assert len(names) == 4
    assert names <= {role["name"] for role in roles}


def test_without_a_name_it_lists_the_environments_by_protection() -> None:
    listed = {each: json.loads(names) for each, names in delivery.lists().items()}
    assert listed == {"open": ["dev"], "reviewed": ["stage"], "protected": ["prod"]}


@pytest.mark.parametrize(("given", "code"), [(["nowhere"], 1), (["dev", "prod"], 2)])
def test_an_unknown_environment_is_refused(
    given: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert delivery.main(given) == code
    assert capsys.readouterr().err.startswith("error: ")


Plan = "Callable[..., tuple[int, dict[str, str], str]]"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Plan with a `sluice` that ends as told; return exit code, outputs and the job's summary."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))

    def run(code: int, *arguments: str, **changed: Any) -> tuple[int, dict[str, str], str]:
        saved = ".sluice/plan/prod/planned" if code == 20 else ""
        document = {"digest": DIGEST, "saved_plan": saved, **changed}
        (tmp_path / "bin").mkdir(exist_ok=True)
        program = tmp_path / "bin" / "sluice"
        report = "reports/prod/20261126T000000Z"
        program.write_text(
            f"#!/bin/sh\ntest \"$*\" = 'plan prod --json' || exit 99\nmkdir -p {report}\n"
            f"echo '# A plan' >{report}/summary.md\necho '{json.dumps(document)}'\nexit {code}\n"
        )
        program.chmod(0o755)
        ended = delivery_plan.main(["prod", *arguments])
        output = tmp_path / "output"
        lines = output.read_text().splitlines() if output.exists() else []
        return ended, dict(line.split("=", 1) for line in lines), (tmp_path / "summary").read_text()

    return run


def test_changes_that_may_go_on_say_where_to_apply_what(plan: Any, tmp_path: Path) -> None:
    assert plan(20) == (
        0,
        {
            "changes": "true",
            "digest": DIGEST,
            "folder": ".sluice/plan/prod/stacks/prod",
            "planned": str(tmp_path / ".sluice/plan/prod/planned"),
        },
        "# A plan\n",
    )


def test_nothing_to_do_is_nothing_to_apply(plan: Any) -> None:
    code, output, _ = plan(0, "--approved", "other")
    assert (code, output["changes"], output["planned"]) == (0, "false", "")


@pytest.mark.parametrize("code", [1, 13, 3, 130])
def test_a_plan_that_may_not_go_on_ends_the_job_and_shows_why(plan: Any, code: int) -> None:
    assert plan(code, "--approved", DIGEST) == (code, {}, "# A plan\n")


def test_the_plan_that_was_approved_goes_on(plan: Any) -> None:
    code, output, _ = plan(20, "--approved", DIGEST)
    assert (code, output["changes"]) == (0, "true")


def test_another_plan_than_the_approved_one_is_refused(
    plan: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan(20, "--approved", "e" * 64)[:2] == (13, {})
    assert "something has changed in between" in capsys.readouterr().err


def test_an_empty_approval_is_of_any_plan(plan: Any) -> None:
    assert plan(20, "--approved", "")[0] == 0
