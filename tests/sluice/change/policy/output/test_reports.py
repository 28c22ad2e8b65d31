"""The four files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.change.model.verdict import GateResult
from sluice.change.policy.output import document, reports
from tests.sluice.change.policy.made import finding

if TYPE_CHECKING:
    from pathlib import Path

RESULT = GateResult(findings=(finding(),), labels=(), problems=(), resources={"dev": 3})


def test_all_four_are_written_and_the_json_is_the_result(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "dev"
    reports.write(RESULT, folder)
    names = sorted(each.name for each in folder.iterdir())
    assert names == ["policy.json", "policy.sarif", "policy.txt", "policy.xml"]
    assert document.read(json.loads((folder / "policy.json").read_text())) == RESULT
    assert json.loads((folder / "policy.sarif").read_text())["version"] == "2.1.0"


def test_old_files_are_discarded_and_other_files_are_not(tmp_path: Path) -> None:
    reports.write(RESULT, tmp_path)
    (tmp_path / "plan.json").write_text("{}")
    reports.discard(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]
    reports.discard(tmp_path / "nowhere")
