"""PostgreSQL's programs are found, the machine's own or those that set-up fetched, or not."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from lab.rds import programs

SERVER = """#!/bin/sh
[ "$1" = --version ] && echo "postgres (PostgreSQL) {version}"
[ "$1" = --describe-config ] && printf 'work_mem\\tx\\nport\\tx\\n'
exit 0
"""


def install(folder: Path, version: str = "15.3", script: str = SERVER) -> Path:
    """Lay programs down that say they are PostgreSQL's."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_basebackup"):
        (folder / name).write_text(script.format(version=version))
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without PostgreSQL; the folder is where Debian's would be."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    monkeypatch.setattr(programs, "_DEBIAN", tmp_path / "debian")
    monkeypatch.setattr(programs, "FETCHED", tmp_path / "fetched")
    monkeypatch.setattr(programs, "_FETCHED_PROGRAMS", tmp_path / "fetched" / "package" / "bin")
    return tmp_path / "debian"


def test_the_installation_on_this_machine_knows_its_parameters() -> None:
    found = programs.find()
    assert found is not None
    assert Path(found.path("initdb")).exists()
    assert {"work_mem", "log_min_duration_statement"} <= found.parameters
    assert "rds.force_ssl" not in found.parameters


def test_where_there_is_none_none_is_found(debian: Path) -> None:
    assert programs.find() is None


def test_the_newest_of_the_machine_goes_before_the_fetched_one(debian: Path) -> None:
    fetched = install(debian.parent / "fetched" / "package" / "bin", "17.10")
    found = programs.find()
    assert found is not None
    assert (found.folder, found.version) == (fetched, "17.10")
    assert found.parameters == {"work_mem", "port"}
    assert programs.installed() is None
    install(debian / "15" / "bin", "15.3")
    newest = install(debian / "16" / "bin", "16.1 (Debian 16.1-1)")
    found = programs.find()
    assert found == programs.installed()
    assert found is not None
    assert (found.folder, found.version) == (newest, "16.1")


@pytest.mark.parametrize(
    ("version", "script"), [("14.9", SERVER), ("15.3", "#!/bin/sh\nexit 1\n"), ("15.3", "broken")]
)
def test_an_old_one_or_one_that_does_not_run_is_none(
    debian: Path, version: str, script: str
) -> None:
    install(debian / "15" / "bin", version, script)
    assert programs.find() is None


@pytest.mark.parametrize("missing", ["initdb", "pg_basebackup"])
def test_an_incomplete_one_is_none(debian: Path, missing: str) -> None:
    (install(debian / "15" / "bin") / missing).unlink()
    assert programs.find() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_in_a_checkout_that_lets_nobody_in_the_fetched_one_is_copied_out(debian: Path) -> None:
    closed = debian.parent / "fetched"
    install(closed / "package" / "bin")
    found = programs.find()
    assert found is not None
    assert found.user is not None
    closed.chmod(0o700)
    scratch = Path(tempfile.mkdtemp())
    scratch.chmod(0o755)
    try:
        copied = found.within_reach(scratch)
        assert copied.folder == scratch / "postgresql" / "bin"
        told = [copied.path("postgres"), "--version"]
        assert (
            b"15.3" in subprocess.run(told, user=found.user, check=True, capture_output=True).stdout
        )
    finally:
        shutil.rmtree(scratch)


def test_what_the_server_s_user_can_reach_is_not_copied(debian: Path, tmp_path: Path) -> None:
    install(debian / "15" / "bin")
    found = programs.find()
    assert found is not None
    assert found.within_reach(tmp_path) is found
