"""A missing or old program is one line that says how to come by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.provision import prerequisites
from scripts.provision.prerequisites import PREREQUISITES, check

ROOT = Path(__file__).resolve().parents[2]
NODE = "#!/bin/sh\necho v20.1.0\n"
TERRAFORM = '#!/bin/sh\necho \'{"terraform_version": "1.11.4"}\'\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of this folder only, with every prerequisite in it."""
    for name, script in {"node": NODE, "npm": NODE, "terraform": TERRAFORM}.items():
        install(tmp_path / name, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(prerequisites.programs, "find", object)
    monkeypatch.delenv(prerequisites.WITHOUT_TERRAFORM_VARIABLE, raising=False)
    return tmp_path


def install(file: Path, script: str) -> None:
    file.write_text(script)
    file.chmod(0o755)


def problems() -> list[str]:
    return [one.problem for one in check() if one.problem]


def test_nothing_is_said_where_everything_is_there(programs: Path) -> None:
    assert problems() == []
    assert {one.name: one.version for one in check()} == {
        "Node.js": "20.1.0",
        "Terraform": "1.11.4",
    }


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
    monkeypatch.setattr(prerequisites.programs, "find", lambda: None)
    (problem,) = problems()
    assert problem.startswith("PostgreSQL's server is needed and is not found: apt install")


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
    lines = done.stderr.splitlines()
    assert [line.split(" ")[:2] for line in lines] == [["setup:", "Terraform"], ["setup:", "npm"]]
