"""A report's folder is there as a whole or not at all, and holds no secret."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sluice.change.mask.document import Redactor
from sluice.change.plan.folder import report

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NONE = Redactor([])


def test_it_gets_its_name_at_the_end(tmp_path: Path) -> None:
    home = tmp_path / "reports" / "stage"
    with report(home, NOW, NONE) as folder:
        folder.write("plan.txt", "x")
        assert not folder.final.exists()
    assert folder.final == home / "20260102T030405Z"
    assert [each.name for each in home.iterdir()] == ["20260102T030405Z"]
    assert (folder.final / "plan.txt").read_text() == "x"
    assert stat.S_IMODE(folder.final.stat().st_mode) == 0o755


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_stays_of_one_that_was_not_finished(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def interrupted() -> None:
        with report(tmp_path, NOW, NONE) as folder:
            folder.write("plan.txt", "x")
            raise error

    with pytest.raises(error):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_cleared_away_and_reports_are_not(tmp_path: Path) -> None:
    (tmp_path / ".writing-old").mkdir()
    (tmp_path / "20251231T000000Z").mkdir()
    with report(tmp_path, NOW, NONE):
        pass
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "20251231T000000Z",
        "20260102T030405Z",
    ]


def test_two_runs_in_one_second_get_two_names(tmp_path: Path) -> None:
    for _ in range(2):
        with report(tmp_path, NOW, NONE):
            pass
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "20260102T030405Z",
        "20260102T030406Z",
    ]


def test_a_secret_is_taken_out_of_whatever_is_written(tmp_path: Path) -> None:
    secret = 'say "friend" & enter'
    with report(tmp_path, NOW, Redactor([secret])) as folder:
        folder.write("policy.json", json.dumps({"message": f"found {secret}", "n": [1, True]}))
        folder.write("policy.sarif", json.dumps({"text": secret}))
        folder.write("policy.xml", '<a b="say &quot;friend&quot; &amp; enter"/>')
        folder.write("policy.txt", f"found {secret}")
    texts = [each.read_text() for each in folder.final.iterdir()]
    assert len(texts) == 4
    assert not [text for text in texts if "friend" in text]
    kept = json.loads((folder.final / "policy.json").read_text())
    assert kept == {"message": "found (sensitive)", "n": [1, True]}
