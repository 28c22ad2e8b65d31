"""The rules run under Checkov's own command line as well."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from tests.policies import cases
from tests.policies.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def _failed(*source: str) -> dict[str, list[str]]:
    command = (
        str(ROOT / ".venv-checkov/bin/checkov"),
        *source,
        *("--external-checks-dir", str(ROOT / "policies"), "--check", "CKV_WEB_*"),
        *("--skip-download", "--output", "json", "--compact"),
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    report: dict[str, Any] = json.loads(ended.stdout)
    return {each["check_id"]: each["details"] for each in report["results"]["failed_checks"]}


def _case(rule: str, name: str) -> cases.Case:
    return next(each for each in cases.load() if (each.rule, each.name) == (rule, name))


def test_a_rule_on_a_single_resource_judges_a_folder_of_stacks(tmp_path: Path) -> None:
    case = _case("CKV_WEB_2", "root")
    (tmp_path / "cdk.tf.json").write_text(json.dumps(case.document), encoding="utf-8")

    failed = _failed("--directory", str(tmp_path))

    assert failed["CKV_WEB_2"] == [
        "container app runs as root, or as whom its image says: set user, such as 10001:10001"
    ]
    assert "CKV_WEB_1" not in failed


def test_a_rule_on_a_neighbour_says_unknown_rather_than_pass(tmp_path: Path) -> None:
    case = _case("CKV_WEB_19", "in a public subnet")
    (tmp_path / "cdk.tf.json").write_text(json.dumps(case.document), encoding="utf-8")

    failed = _failed("--directory", str(tmp_path))

    assert failed["CKV_WEB_19"][0].startswith("unknown until apply: ")


def test_a_rule_on_a_neighbour_judges_a_plan(tmp_path: Path) -> None:
    case = _case("CKV_WEB_19", "in a public subnet")
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(case.planned), encoding="utf-8")

    failed = _failed("--file", str(file))

    (message,) = failed["CKV_WEB_19"]
    assert message.startswith("aws_db_subnet_group.isolated holds aws_subnet.public, which is")
