from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.change.review.document import as_json, write
from tests.sluice.change.review import made

if TYPE_CHECKING:
    from pathlib import Path


def test_the_document_holds_the_decision_and_amounts_as_texts() -> None:
    found = json.loads(as_json(replace(made.review(), gate=made.gate(made.FAILURE))))
    assert found["decision"] == "Refused"
    assert found["headline"] == "1 policy fails in stage"
    assert found["environments"][0]["cost"]["difference"] == ["12.40", "14.00"]
    assert found["gate"]["standing"][0]["line"] == 1234
    assert found["gate"]["waived"][0]["waiver"]["expires"] == "2027-01-31"
    assert found["schema_version"] == 2


def test_comment_page_and_document_are_written_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "review"
    broken = replace(made.review(), unknowns=("half a character: \ud800",))
    for _ in range(2):
        files = write(folder, broken)
    assert sorted(each.name for each in folder.iterdir()) == sorted(each.name for each in files)
    assert {each.name for each in files} == {"review.md", "review.html", "review.json"}


def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="file"):
        write(tmp_path / "file", made.review())
