"""The runner of the plan rules' tests fails where anything is not as it must be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "policies" / "rego"
RULE = """package sluice.bad_name

import data.sluice.lib
import rego.v1

meta := {"id": "REGO_BAD_NAME", "title": "Nothing is bad", "severity": "low"}

findings contains lib.fail(each, "it is bad") if {
	some each in lib.made
	lib.will(each, "name") == data.bad
}
"""
TESTS = """package sluice.bad_name_test

import data.sluice.bad_name
import data.sluice.lib_test as made
import rego.v1

test_bad_fails if {
	count(bad_name.findings) == 1
		with input.plan as made.plan([made.created("aws_thing", {"name": "bad"})])
}

test_good_passes if {
	count(bad_name.findings) == 0 with input.plan as made.plan([
		# A sign in a text is no bracket.
		made.created("aws_thing", {"name": "good ) with input as {"}),
	])
}

test_another_bad_fails if {
	made.verdicts(bad_name.findings) == {"fail"}
		with input.plan as made.plan([made.created("aws_thing", {"name": "worse"})])
		with data.bad as "worse"
}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder with the shared module, one rule, and its tests."""
    folder = tmp_path / "rego"
    folder.mkdir()
    for name in ("lib.rego", "lib_test.rego", "limits.json"):
        shutil.copy(FOLDER / name, folder)
    (folder / "bad_name.rego").write_text(RULE)
    (folder / "bad.json").write_text('{"bad": "bad"}')
    (folder / "bad_name_test.rego").write_text(TESTS)
    return folder


def run(folder: Path, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the tests with a PATH that has no opa but the given folder's."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "rego_tests.py"), str(folder), *options],
        env={**os.environ, "PATH": str(path or folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_all_tests_of_the_project_s_rules_pass() -> None:
    done = run(FOLDER)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert int(done.stdout.partition("PASS: ")[2].partition("/")[0]) > 300


def test_each_test_is_listed_on_demand(rules: Path) -> None:
    done = run(rules, "--verbose")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "data.sluice.bad_name_test.test_bad_fails: PASS" in done.stdout
    assert "data.sluice.bad_name_test.test_another_bad_fails: PASS" in done.stdout


def test_a_test_that_fails_fails(rules: Path) -> None:
    change(rules / "bad_name.rego", "lib.will(each", "lib.was(each")
    done = run(rules)
    assert done.returncode == 1
    assert "data.sluice.bad_name_test.test_bad_fails: FAIL" in done.stdout
    assert "FAIL: 2/" in done.stdout


def test_a_test_that_cannot_be_evaluated_fails(rules: Path) -> None:
    change(rules / "bad_name_test.rego", "count(bad_name.findings)", "counted(bad_name.findings)")
    done = run(rules)
    assert done.returncode == 1
    assert "test_good_passes: FAIL (the engine cannot evaluate it" in done.stdout


@pytest.mark.parametrize("name", ["bad_name", "bad_name_test", "lib", "lib_test"])
def test_a_module_that_does_not_parse_fails(rules: Path, name: str) -> None:
    file = rules / f"{name}.rego"
    file.write_text(file.read_text() + "\nbroken := {\n")
    done = run(rules)
    assert done.returncode == 1
    assert f"{name}.rego" in done.stdout


def test_a_test_file_without_a_test_fails(rules: Path) -> None:
    (rules / "bad_name_test.rego").write_text("package sluice.bad_name_test\n\nimport rego.v1\n")
    done = run(rules)
    assert done.returncode == 1
    assert "bad_name_test.rego: has no test, or is not there" in done.stdout


def test_a_rule_without_a_test_file_fails(rules: Path) -> None:
    (rules / "bad_name_test.rego").unlink()
    done = run(rules)
    assert done.returncode == 1
    assert "bad_name_test.rego: has no test, or is not there" in done.stdout


def test_a_test_file_of_no_rule_fails(rules: Path) -> None:
    text = "package sluice.gone_test\n\nimport rego.v1\n\ntest_a if {\n\ttrue\n}\n"
    (rules / "gone_test.rego").write_text(text)
    done = run(rules)
    assert done.returncode == 1
    assert "there is no gone.rego" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("test_good_passes", "test_bad_fails", "two tests have the same name"),
        ("test_good_passes if {", "test_good_passes := true if {", "must be written"),
        ("with data.bad as", "with time.now_ns as", "bad_name_test.rego: Invalid collection"),
        ('with data.bad as "worse"', "with data.bad as made.worse", "must be in JSON"),
        ("test_bad_fails if {\n", "test_bad_fails if {\n\tbad_name.meta\n", "or none"),
    ],
)
def test_a_form_that_is_not_known_is_no_pass(rules: Path, old: str, new: str, why: str) -> None:
    change(rules / "bad_name_test.rego", old, new)
    done = run(rules)
    assert done.returncode == 1
    assert why in done.stdout


def opa(folder: Path, *, fails: str) -> Path:
    """Write a program `opa` that notes how it is called, and fails at one verb."""
    program = folder / "bin" / "opa"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {folder}/calls\n[ "$1" != "{fails}" ]\n',
    )
    program.chmod(0o755)
    return program.parent


def test_opa_runs_the_tests_too_where_it_is_installed(rules: Path, tmp_path: Path) -> None:
    done = run(rules, path=opa(tmp_path, fails="never"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "calls").read_text() == f"check {rules}\ntest {rules}\n"
    assert "opa test: PASS" in done.stdout


@pytest.mark.parametrize("verb", ["check", "test"])
def test_what_opa_says_counts_as_well(rules: Path, tmp_path: Path, verb: str) -> None:
    done = run(rules, path=opa(tmp_path, fails=verb))
    assert done.returncode == 1
    assert f"opa {verb}: FAIL" in done.stdout
    assert len((tmp_path / "calls").read_text().splitlines()) == 2
