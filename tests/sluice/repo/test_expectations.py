"""What is expected is data: read strictly, and in step with the stacks and the workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from sluice.errors import UsageRefused
from sluice.repo import expectations
from stacks.environments import load_all, load_bootstrap
from tests.sluice.repo.conftest import ROOT, of_stacks

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.repo.expectations import Expectations

TEXT = (ROOT / expectations.FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("approvals = 2", "approvals = 0", "protection.approvals: Input should be greater"),
        ("approvals = 2", 'approvals = "2"', "protection.approvals: Input should be a valid int"),
        ("signed_commits = true", "", "protection.signed_commits: Field required"),
        ("no_deletion = true", "no_deletions = true", "no_deletion: Field required"),
        ('branch = "main"', 'branch = "main"\nbranches = 1', "branches: Extra inputs are not"),
        ('path = "stacks/"', 'path = "/stacks/"', "codeowners.paths.0.path: String should match"),
        ('teams = ["web-platform"]', "teams = []", "codeowners.paths.0.teams: List should have"),
        ('checks = ["test", "plan"]', "checks = []", "protection.checks: List should have"),
        ('branch = "main"', "branch = main", "is no TOML"),
    ],
)
def test_a_malformed_entry_is_refused_by_name(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in TEXT
    (tmp_path / ".github").mkdir()
    (tmp_path / expectations.FILE).write_text(TEXT.replace(old, new, 1))
    with pytest.raises(UsageRefused, match=words):
        expectations.load(tmp_path)


def test_without_the_file_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageRefused, match="No such file or directory: run this in the project"):
        expectations.load(tmp_path)


def test_every_environment_that_the_deploying_role_trusts_is_expected(want: Expectations) -> None:
    environments = of_stacks(want)
    assert [each.name for each in environments] == list(load_bootstrap().environments)
    assert all(each.branches == [want.branch] for each in environments)
    assert load_bootstrap().plan_branches == (want.branch,)


def test_an_environment_whose_stack_wants_reviewers_wants_an_approval(want: Expectations) -> None:
    held = {each.name for each in load_all() if each.approvals.reviewers_required}
    assert held == {each.name for each in of_stacks(want) if each.approved}
    assert held == {each.name for each in load_all() if each.protection != "open"}


def test_every_required_check_is_a_job_of_each_pull_request(want: Expectations) -> None:
    names = set()
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        workflow = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        if "pull_request" in workflow["on"]:
            # One that is skipped counts as passed.
            names |= {job["name"] for job in workflow["jobs"].values() if "if" not in job}
    assert set(want.protection.checks) <= names
