"""`sluice verify repository`, whole: a repository, a server in GitHub's place, and what is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from sluice.checks.finding import State
from sluice.checks.run import refused
from sluice.checks.show import exit_code, summary
from sluice.cli import verify as cli_verify
from sluice.errors import UsageRefused
from sluice.repo import verify
from sluice.repo.git import Git
from stacks.environments import load_all
from stacks.owners import OWNERS
from tests.sluice.repo.conftest import ROOT
from tests.sluice.repo.github_server import (
    FORBIDDEN,
    REPOSITORY,
    TOKEN,
    Server,
    commit,
    pull,
    review,
)
from tests.sluice.repo.signing import Checkout, new

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Expectations
    from sluice.repo.github import Github

NAMES = [owner.name for owner in OWNERS]
REVIEWERS = {each.name: each.approvals.reviewers_required for each in load_all()}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A repository with this one's owners, and one signed commit since `base`."""
    made = new(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("CODEOWNERS", ".github/expectations.toml"):
        (made.root / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, made.root / name)
    for path in Git(ROOT).files():
        if path.startswith(("stacks/", "constructs/", "policies/", "sluice/", ".ci/", ".github/")):
            (made.root / path).parent.mkdir(parents=True, exist_ok=True)
            (made.root / path).touch()
    made.run("git", "add", ".")
    made.allow("ada")
    made.commit("ada", signer="ada")
    return made


def on_github(server: Server, checkout: Checkout) -> str:
    """Have GitHub know the commit, as one that bob and cid approved."""
    sha = checkout.run("git", "rev-parse", "HEAD")
    server.answers |= {
        f"commits/{sha}": commit(sha),
        f"commits/{sha}/pulls": [pull(head={"ref": "change", "sha": sha})],
        "pulls/7/commits": [commit(sha)],
        "pulls/7/reviews": [review("bob", commit_id=sha), review("cid", commit_id=sha)],
    }
    return sha


def run(
    checkout: Checkout, want: Expectations, github: Github | None, base: str | None = "base"
) -> tuple[Finding, ...]:
    return verify.run(
        checkout.root,
        want,
        Git(checkout.root),
        github,
        repository=REPOSITORY,
        teams=NAMES,
        reviewers=REVIEWERS,
        base=base,
    )


def test_a_repository_that_is_as_expected_is_all_ok(
    server: Server, api: Github, checkout: Checkout, want: Expectations
) -> None:
    on_github(server, checkout)
    found = run(checkout, want, api)
    assert refused(found) == ()
    assert summary(found, good=verify.good(REPOSITORY)).startswith("as expected: example/web (")
    assert list(dict.fromkeys(each.check for each in found)) == [
        *("codeowners", "branch main", "environment dev", "environment stage"),
        *("environment prod", "signatures", "reviews"),
    ]
    assert set(server.tokens) == {f"Bearer {TOKEN}"}


def test_without_a_token_all_that_github_knows_is_unknown(
    server: Server, checkout: Checkout, want: Expectations
) -> None:
    found = run(checkout, want, None)
    unknown = Counter(each.check for each in found if each.state is State.UNKNOWN)
    assert unknown == {
        "codeowners": 1,
        "branch main": 1,
        "environment dev": 1,
        "environment stage": 1,
        "environment prod": 1,
        "reviews": 1,
    }
    assert exit_code(found) == 13
    assert "6 of them are unknown" in summary(found, good=verify.good(REPOSITORY))
    assert server.asked == []


def test_what_a_token_may_not_see_is_unknown_and_never_ok(
    server: Server, api: Github, checkout: Checkout, want: Expectations
) -> None:
    server.answers = dict.fromkeys(server.answers, (403, FORBIDDEN))
    found = run(checkout, want, api)
    ok = {each.check for each in found if each.state is State.OK}
    assert ok == {"codeowners", "signatures"}
    assert all(each.state is not State.BAD for each in found)
    assert exit_code(found) == 13


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("codeowners/errors", {"errors": [{"line": 3, "kind": "Unknown owner", "path": "x"}]}),
        ("branches/main/protection", (404, {"message": "Branch not protected"})),
        ("environments/prod", (404, {"message": "Not Found"})),
        ("environments/dev", {"protection_rules": [], "deployment_branch_policy": None}),
        ("pulls/7/reviews", []),
    ],
)
def test_one_thing_that_is_not_as_expected_refuses(
    server: Server, shell: Checkout, path: str, answer: Any
) -> None:
    on_github(server, shell)
    server.answers[path] = answer
    assert command("--base", "base").exit_code == 13


def test_a_commit_that_was_never_pushed_has_unknown_reviews(
    api: Github, checkout: Checkout, want: Expectations
) -> None:
    found = {each.check: each for each in run(checkout, want, api)}
    assert found["signatures"].state is State.OK
    assert found["reviews"].state is State.UNKNOWN


def test_a_base_that_is_not_there_is_refused_and_the_usual_one_is_unknown(
    api: Github, checkout: Checkout, want: Expectations
) -> None:
    with pytest.raises(UsageRefused, match="--base nowhere: there is no such commit"):
        run(checkout, want, api, base="nowhere")
    found = run(checkout, want, api, base=None)
    assert found[-1].state is State.UNKNOWN
    assert found[-1].sentence == "there is no origin/main: fetch it, or name a --base"


def command(*arguments: str) -> Result:
    app = typer.Typer()
    cli_verify.register(app)
    return CliRunner().invoke(app, ["verify", "repository", *arguments])


@pytest.fixture
def shell(server: Server, checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.chdir(checkout.root)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", server.url)
    return checkout


def test_the_command_prints_a_tree_of_oks(server: Server, shell: Checkout) -> None:
    on_github(server, shell)
    done = command("--base", "base")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == "repository example/web"
    assert "└── OK  1 of 1 commits are reviewed" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("as expected: ")
    assert TOKEN not in done.output


def test_the_command_prints_json_and_exits_with_13(server: Server, shell: Checkout) -> None:
    on_github(server, shell)
    del server.answers["environments/prod"]
    done = command("--base", "base", "--json")
    assert done.exit_code == 13
    found = json.loads(done.stdout)
    assert [each for each in found if each["state"] != "OK"] == [
        {
            "check": "environment prod",
            "state": "UNKNOWN",
            "sentence": "/repos/example/web/environments/prod: 404 Not Found: not there, or the "
            "token may not see it",
        }
    ]
    assert TOKEN not in done.output


def test_an_unusable_token_is_not_printed(shell: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", f"{TOKEN}\nX-Injected: 1")
    done = command("--base", "base")
    assert isinstance(done.exception, UsageRefused)
    assert TOKEN not in done.output + str(done.exception)


@pytest.mark.parametrize(
    "name", ["web", "a/b/c", "../x", "example/..", "example/.", "example/web?x=1", "-a/b", "a/"]
)
def test_a_repository_of_another_form_is_refused(shell: Checkout, name: str) -> None:
    done = command(f"--repository={name}")
    assert isinstance(done.exception, UsageRefused)
    assert "must be owner/name" in str(done.exception)


def test_another_repository_has_another_organisations_teams(shell: Checkout) -> None:
    done = command("--repository", "other/web", "--base", "base")
    assert done.exit_code == 13
    assert "line 5: @example/web-platform is no team of" in done.stdout


def test_starting_costs_no_import_of_the_cloud() -> None:
    modules = "'boto3' in sys.modules, 'pydantic' in sys.modules"
    script = f"import sys, sluice.cli.verify; print({modules})"
    done = subprocess.run(
        (sys.executable, "-c", script), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
