"""A missing or old program is one line that says how to come by it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab.rds.programs import Programs
from scripts.provision import prerequisites
from scripts.provision.postgresql import locked_version
from scripts.provision.prerequisites import PREREQUISITES, Found, advice, check
from scripts.provision.terraform import Release, release_for

ROOT = Path(__file__).resolve().parents[2]
PINNED = release_for("linux_amd64") or Release("", "", "")
NODE = "#!/bin/sh\necho v20.1.0\n"
SERVER = Programs(Path("/somewhere"), "15.3", None, frozenset())
TERRAFORM = '#!/bin/sh\necho \'{"terraform_version": "1.11.4"}\'\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of this folder only, with every prerequisite in it."""
    for name, script in {"node": NODE, "npm": NODE, "terraform": TERRAFORM}.items():
        install(tmp_path / name, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(prerequisites.programs, "installed", lambda: SERVER)
    monkeypatch.delenv(prerequisites.WITHOUT_TERRAFORM_VARIABLE, raising=False)
    return tmp_path


def install(file: Path, script: str) -> None:
    file.write_text(script)
    file.chmod(0o755)


def found() -> list[Found]:
    return check(Path("/checkout/.venv/bin"))


def problems() -> list[str]:
    return [one.problem for one in found() if one.problem]


def fetched() -> dict[str, str]:
    return {one.name: one.version for one in found() if one.fetched}


def test_nothing_is_said_where_everything_is_there(programs: Path) -> None:
    assert problems() == []
    assert fetched() == {}
    told = [one.told for one in found()]
    assert told == ["Node.js 20.1.0", "Terraform 1.11.4", "PostgreSQL 15.3"]


@pytest.mark.parametrize("name", ["node", "npm", "terraform"])
def test_a_missing_program_is_one_line_with_the_way_to_get_it(programs: Path, name: str) -> None:
    (programs / name).unlink()
    (problem,) = problems()
    assert "is not on PATH: " in problem
    assert "install" in problem
    assert "\n" not in problem


def test_a_missing_database_server_is_one_line_too(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerequisites.programs, "installed", lambda: None)
    (problem,) = problems()
    assert problem.startswith(
        "PostgreSQL's server 15 or newer is needed and is not found: apt install"
    )
    assert fetched() == {"PostgreSQL": locked_version()}
    assert found()[-1].told == f"PostgreSQL {locked_version()} (this checkout's)"


def test_a_server_that_is_fetched_needs_the_machine_s_time_zones(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerequisites, "_TIME_ZONES", programs / "zones")
    assert problems() == []
    monkeypatch.setattr(prerequisites.programs, "installed", lambda: None)
    assert [one.problem for one in found() if one.problem and not one.fetched] == [
        prerequisites._NO_TIME_ZONES
    ]


@pytest.mark.parametrize(
    "script", ["", TERRAFORM.replace("1.11.4", "1.5.7"), "#!/bin/sh\nexit 1\n"]
)
def test_a_missing_an_old_and_a_broken_terraform_are_fetched(programs: Path, script: str) -> None:
    (programs / "terraform").unlink()
    if script:
        install(programs / "terraform", script)
    assert fetched() == {"Terraform": PINNED.version}


def test_where_no_terraform_is_pinned_for_a_machine_none_is_fetched(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerequisites, "this_platform", lambda: "plan9_386")
    (programs / "terraform").unlink()
    assert fetched() == {}
    assert len(problems()) == 1


def test_what_set_up_fetched_is_not_the_machine_s_own(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = programs / "ours"
    ours.mkdir()
    (programs / "terraform").rename(ours / "terraform")
    monkeypatch.setenv("PATH", f"{ours}{os.pathsep}{programs}")
    assert [one.name for one in check(ours) if one.fetched] == ["Terraform"]


@pytest.mark.parametrize("version", ["20.20.2", "21.7.3", "23.1.0", "25.0.0"])
def test_a_node_without_fixes_is_told_which_ones_have_some(version: str) -> None:
    assert advice(version) == (
        f"Node.js {version[:2]} gets no more fixes; it works here, but 22 or 24 are recommended"
    )


@pytest.mark.parametrize("version", ["22.1.0", "24.0.1", "26.0.0"])
def test_nothing_is_said_of_a_node_that_gets_fixes(version: str) -> None:
    assert advice(version) == ""


@pytest.mark.parametrize(
    ("name", "script", "said"),
    [
        ("node", NODE.replace("20.1.0", "18.20.4"), "Node.js 20.0 or newer is needed and "),
        ("terraform", TERRAFORM.replace("1.11.4", "1.9.8"), "Terraform 1.11 or newer is needed"),
    ],
)
def test_an_old_program_is_named_with_its_version(
    programs: Path, name: str, script: str, said: str
) -> None:
    install(programs / name, script)
    (problem,) = problems()
    assert problem.startswith(said)
    assert f"{programs / name} is " in problem


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho broken\n", ""])
def test_a_program_that_does_not_run_is_told_from_an_old_one(programs: Path, script: str) -> None:
    install(programs / "terraform", script)
    (problem,) = problems()
    assert "'terraform version -json' fails" in problem


def test_ci_may_leave_terraform_out(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (programs / "terraform").unlink()
    monkeypatch.setenv(prerequisites.WITHOUT_TERRAFORM_VARIABLE, "1")
    assert problems() == []


def test_every_prerequisite_says_how_to_get_it() -> None:
    assert all("install it from" in one.get for one in PREREQUISITES)


def test_setup_ends_with_exit_code_1_and_only_those_lines(programs: Path) -> None:
    (programs / "terraform").unlink()
    (programs / "npm").unlink()
    command = [sys.executable, str(ROOT / "scripts" / "setup.py")]
    path = {"PATH": str(programs)}
    done = subprocess.run(
        command, cwd=programs, env=path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    # Terraform would be fetched.
    (line,) = done.stderr.splitlines()
    assert line.startswith("setup: npm ")
