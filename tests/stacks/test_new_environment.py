"""A new environment takes one new file, and nothing else is touched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import new_environment
from tests.new_environment import NAME
from tests.snapshots.stack_document import document, readable, resources

ROOT = Path(__file__).resolve().parents[2]
# Installed, not committed.
_TOOLS = (".venv", ".venv-checkov", "node_modules")


def _git(checkout: Path, *arguments: str) -> str:
    command = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com", *arguments)
    done = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout of what is here, committed, with one file more, synthesized."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    for name in _TOOLS:
        (folder / name).symlink_to(ROOT / name)
    _git(folder, "init", "-q", "-b", "main")
    (folder / ".git/info/exclude").write_text("\n".join(_TOOLS) + "\n")
    _git(folder, "add", "--all")
    _git(folder, "commit", "-q", "-m", "before")
    new_environment.add(folder)
    _run(folder, "main.py")
    return folder


def _run(checkout: Path, *command: str, code: int = 0) -> str:
    """Run Python there, as a user would; return what it printed."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{checkout}:{checkout / 'constructs'}",
        "COLUMNS": "200",
        "NO_COLOR": "1",
    }
    environment.pop("GITHUB_TOKEN", None)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def _sluice(checkout: Path, *arguments: str, code: int = 0) -> str:
    return _run(checkout, "-m", "sluice", *arguments, code=code)


def test_its_stack_is_devs_under_other_names_and_addresses(checkout: Path) -> None:
    there = checkout / "cdktf.out"

    def renamed(value: Any) -> str:
        text = json.dumps(readable(value), sort_keys=True).replace("10.10.", "10.40.")
        return re.sub(r"\bdev\b", NAME, text).replace("the qa/", "the dev/")

    assert renamed(document(there, "dev")) == json.dumps(
        readable(document(there, NAME)), sort_keys=True
    )
    assert resources(there, NAME) == [
        (kind, id_, path.replace("dev/", f"{NAME}/", 1))
        for kind, id_, path in resources(there, "dev")
    ]


def test_the_others_stay_as_they_are(checkout: Path, app_folder: Path) -> None:
    for name in ("dev", "stage", "prod"):
        assert document(checkout / "cdktf.out", name) == document(app_folder, name)


def test_bootstrap_makes_its_roles_as_those_of_the_others(checkout: Path, app_folder: Path) -> None:
    before = set(resources(app_folder, "bootstrap"))
    after = set(resources(checkout / "cdktf.out", "bootstrap"))
    assert before < after
    # cdktf's hash of a path ends the longer ids.
    bare = {(kind, re.sub(r"_[0-9A-F]{8}$", "", id_), path) for kind, id_, path in after}
    made = {each for each in bare if NAME in each[2]}
    assert made == {
        (kind, id_.replace("dev", NAME), path.replace("-dev", f"-{NAME}"))
        for kind, id_, path in bare
        if "-dev" in path
    }
    assert ("aws_iam_role", f"role_deploy-{NAME}", f"bootstrap/roles/deploy-{NAME}/role") in made
    assert ("aws_iam_role", f"role_drive-{NAME}", f"bootstrap/roles/drive-{NAME}/role") in made


def test_policies_judge_it_and_waivers_for_open_environments_cover_it(checkout: Path) -> None:
    told = _sluice(checkout, "policy", NAME, "bootstrap")
    assert NAME in told


def test_its_cost_is_told_with_what_was_assumed(checkout: Path) -> None:
    told = _sluice(checkout, "cost", "show", NAME)
    assert "usage: assumed, as of usage/default.toml" in told
    assert "not priced" not in told
    assert "assumed" not in _sluice(checkout, "cost", "show", "dev")


def test_workflows_deploy_it_with_the_open_ones(checkout: Path) -> None:
    assert f'open=["dev", "{NAME}"]' in _run(checkout, "scripts/delivery.py").splitlines()
    found = dict(
        line.split("=", 1) for line in _run(checkout, "scripts/delivery.py", NAME).splitlines()
    )
    assert found["deploy_role"] == f"arn:aws:iam::123456789012:role/sluice-deploy-{NAME}"
    assert found["health"] == f"https://web.{NAME}.example.com/healthz"


def test_the_repository_is_checked_for_it(checkout: Path) -> None:
    findings = json.loads(_sluice(checkout, "verify", "repository", "--json", code=13))
    told = json.dumps(findings)
    assert f"environment {NAME}" in told
    owners = [each for each in findings if each["check"] == "codeowners"]
    # Only GitHub's own opinion is missing.
    assert {each["state"] for each in owners if "GitHub" not in each["sentence"]} == {"OK"}


def test_help_names_it(checkout: Path) -> None:
    assert f"dev, {NAME}, stage or prod" in _sluice(checkout, "status", "--help")


def test_no_other_file_was_touched(checkout: Path) -> None:
    assert _git(checkout, "status", "--porcelain") == f"?? {new_environment.FILE}\n"
