"""Loading environments by name, and what a user sees when a file is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.environments import DESTROYABLE_VARIABLE, NAMES, load, load_all
from webservice.contract.protection import PROTECTIONS
from webservice.errors import SluiceInputError

ROOT = Path(__file__).resolve().parents[2]


def test_an_unknown_environment_is_named_with_the_known_ones() -> None:
    with pytest.raises(SluiceInputError, match="'qa': must be one of 'dev', 'stage', 'prod'"):
        load("qa")


def test_the_switch_lowers_protections_of_the_named_environments_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(DESTROYABLE_VARIABLE, "dev,prod")
    assert {name: load(name).destroyable for name in ("dev", "stage", "prod")} == {
        "dev": True,
        "stage": False,
        "prod": True,
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a synth needs, to break."""
    for name in ("stacks", "constructs", "fastsynth"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("main.py", "terraform.lock.hcl"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _synth(checkout: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{checkout}:{checkout / 'constructs'}"}
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_wrong_value_ends_the_synth_with_one_sentence_and_its_file(checkout: Path) -> None:
    stage = checkout / "stacks" / "stage.py"
    stage.write_text(stage.read_text().replace('"10.20.0.0/16"', '"10.20.0.0/26"'))
    ended = _synth(checkout)
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "error: stacks/stage.py: network.cidr = '10.20.0.0/26': must be from /16 to /20, "
        "which leaves room for nine subnets"
    )
    assert not (checkout / "cdktf.out").exists()


def test_a_file_without_its_value_says_what_it_must_define(checkout: Path) -> None:
    (checkout / "stacks" / "bootstrap.py").write_text("")
    ended = _synth(checkout)
    assert ended.returncode == 1
    assert ended.stderr.strip() == "error: stacks/bootstrap.py: must define BOOTSTRAP"


def test_a_file_that_cannot_be_read_as_python_is_still_an_environments(checkout: Path) -> None:
    stage = checkout / "stacks" / "stage.py"
    stage.write_text(stage.read_text() + "\n)\n")
    ended = _synth(checkout)
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: stacks/stage.py")
    assert "SyntaxError: unmatched ')'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_names_come_in_the_order_in_which_a_change_reaches_them() -> None:
    ranks = [PROTECTIONS.index(each.protection) for each in load_all()]
    assert ranks == sorted(ranks)
    assert NAMES == ("dev", "stage", "prod")


def test_a_misspelt_field_is_said_with_the_nearest_name_and_without_a_traceback(
    checkout: Path,
) -> None:
    stage = checkout / "stacks" / "stage.py"
    stage.write_text(stage.read_text().replace('nat="single"', 'natt="single"'))
    ended = _synth(checkout)
    assert ended.returncode == 1
    assert ended.stderr == (
        "error: stacks/stage.py: network.natt = 'single': is no field of NetworkSettings: "
        "did you mean nat?\n"
    )


def test_a_wrong_type_is_said_like_a_wrong_value(checkout: Path) -> None:
    stage = checkout / "stacks" / "stage.py"
    stage.write_text(stage.read_text().replace("desired_count=2", 'desired_count="2"'))
    ended = _synth(checkout)
    assert ended.returncode == 1
    assert ended.stderr == (
        "error: stacks/stage.py: service.desired_count = '2': must be a whole number\n"
    )
