"""`sluice verify repository`: the repository's own protection, as a tree of OKs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.checks.finding import Finding, bad, ok, unknown
from sluice.errors import UsageRefused
from sluice.git import GitFailed
from sluice.repo import answers, branch, commits, environments, ownership, protection
from sluice.repo.github import NotAnswered, part
from sluice.repo.reviews import Reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from sluice.repo.expectations import Environment, Expectations
    from sluice.repo.git import Commit, Git
    from sluice.repo.github import Github

NO_TOKEN = "no token: set GITHUB_TOKEN to one that may read this repository's administration"  # noqa: S105 - a sentence, no password


def run(
    root: Path,
    want: Expectations,
    git: Git,
    github: Github | None,
    *,
    repository: str,
    teams: Collection[str],
    reviewers: Mapping[str, int],
    base: str | None,
) -> tuple[Finding, ...]:
    """Make every check; what cannot be found out is unknown.

    Args:
        root: of the repository.
        want: what is expected.
        git: of the repository.
        github: None where there is no token.
        repository: `owner/name` on GitHub.
        teams: those of `stacks/owners.py`.
        reviewers: by environment, how many people its stack wants to approve.
        base: where the commits to look at begin; `origin/<branch>` where left out.

    Raises:
        UsageRefused: there is no such base.
        GitFailed: this is no git repository.
    """
    organisation = repository.partition("/")[0]
    known = {*teams, *want.codeowners.other_teams}
    return (
        *ownership.check(
            root, git.files(), organisation=organisation, teams=known, want=want.codeowners
        ),
        *_on_github(github, want, want.of_environments(reviewers)),
        *_commits(git, github, want, base),
    )


def good(repository: str) -> str:
    """Return what it means where all is OK."""
    return f"as expected: {repository}"


def _on_github(
    github: Github | None, want: Expectations, wanted: Collection[Environment]
) -> Iterator[Finding]:
    if github is None:
        yield unknown(ownership.CHECK, f"GitHub's own opinion of CODEOWNERS: {NO_TOKEN}")
        yield unknown(f"branch {want.branch}", NO_TOKEN)
        for environment in wanted:
            yield unknown(environments.name_of(environment), NO_TOKEN)
        return
    yield from _codeowners_errors(github, want.branch)
    yield from branch.check(want.branch, protection.read(github, want.branch), want.protection)
    for environment in wanted:
        yield from environments.check(github, environment)


def _codeowners_errors(github: Github, name: str) -> Iterator[Finding]:
    """Ask GitHub, which alone knows whether an owner exists and may write."""
    try:
        document = github.get("codeowners/errors", ref=name)
        found = answers.read(answers.CodeownersErrors, document).errors
    except NotAnswered as error:
        yield unknown(ownership.CHECK, f"GitHub's own opinion of CODEOWNERS: {error}")
        return
    for each in found:
        yield bad(
            ownership.CHECK,
            f"GitHub finds an error in {each.path} of {name}, line {each.line}: {each.kind}",
        )
    if not found:
        yield ok(ownership.CHECK, f"GitHub finds no error in that of {name}")


def _commits(
    git: Git, github: Github | None, want: Expectations, base: str | None
) -> Iterator[Finding]:
    name = base or f"origin/{want.branch}"
    start = git.resolve(name)
    if start is None:
        if base:
            raise UsageRefused(f"--base {base}: there is no such commit; fetch it first")
        yield unknown(commits.SIGNATURES, f"there is no {name}: fetch it, or name a --base")
        return
    try:
        found = git.commits(
            start,
            allowed_signers=want.commits.allowed_signers,
            trailers=want.commits.trailers,
        )
    except GitFailed as error:
        yield unknown(commits.SIGNATURES, str(error))
        return
    on_github = _asked(github, found, want.branch)
    yield from commits.check(name, found, on_github, approvals=want.protection.approvals)


def _asked(
    github: Github | None, found: Collection[Commit], branch_: str
) -> dict[str, commits.OnGithub]:
    if github is None:
        return {each.sha: commits.OnGithub(why_not=NO_TOKEN) for each in found}
    reviews = Reviews(github, branch_)
    return {each.sha: _one(github, reviews, each.sha) for each in found}


def _one(github: Github, reviews: Reviews, sha: str) -> commits.OnGithub:
    try:
        document = github.get(f"commits/{part(sha)}")
        verification = answers.read(answers.CommitAnswer, document).commit.verification
        pulls = reviews.of(sha)
    except NotAnswered as error:
        return commits.OnGithub(why_not=str(error))
    return commits.OnGithub(verified=verification.verified, reason=verification.reason, pulls=pulls)
