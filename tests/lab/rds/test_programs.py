"""PostgreSQL's programs are found, or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lab.rds import programs

if TYPE_CHECKING:
    import pytest


def test_the_installation_on_this_machine_knows_its_parameters() -> None:
    found = programs.find()
    assert found is not None
    assert Path(found.path("initdb")).exists()
    assert {"work_mem", "log_min_duration_statement"} <= found.parameters
    assert "rds.force_ssl" not in found.parameters


def test_where_there_is_none_none_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "_DEBIAN", tmp_path)
    assert programs.find() is None
