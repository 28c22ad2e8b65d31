"""What a saved account says of itself, without a lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.rds import programs
from lab.rds.programs import Programs
from lab.saved import file


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The machine's PostgreSQL; its version may be changed."""
    here = {"version": "98.1"}
    monkeypatch.setattr(
        programs, "find", lambda: Programs(Path("/bin"), here["version"], None, frozenset())
    )
    return here


def test_data_of_another_postgresql_is_refused_before_the_server_refuses_it(
    server: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "stage.account"
    file.write(path, file.about("123456789012", "stage", "2026-11-25T12:00:00+00:00"), b"content")
    server["version"] = "98.2"
    assert file.read_about(path).postgresql == "98"
    server["version"] = "99.0"
    with pytest.raises(
        file.NotSaved, match=r"holds data of PostgreSQL 98, and here is 99: .*again"
    ):
        file.read_about(path)
