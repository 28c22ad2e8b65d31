"""Whether GitHub's environments hold back what they should: who approves, and which branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok, unknown
from sluice.repo import answers
from sluice.repo.github import NotAnswered, part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Environment
    from sluice.repo.github import Github


def name_of(want: Environment) -> str:
    """Return the name of an environment's check."""
    return f"environment {want.name}"


def check(github: Github, want: Environment) -> Iterator[Finding]:
    """Ask GitHub for an environment, and compare."""
    name = name_of(want)
    try:
        document = github.get(f"environments/{part(want.name)}")
        found = answers.read(answers.GithubEnvironment, document)
    except NotAnswered as error:
        yield unknown(name, str(error))
        return
    yield from _approval(name, found, want)
    try:
        yield _branches(name, github, found, want)
    except NotAnswered as error:
        yield unknown(name, f"which branches it takes is not known: {error}")


def _approval(name: str, found: answers.GithubEnvironment, want: Environment) -> Iterator[Finding]:
    rules = [rule for rule in found.protection_rules if rule.type == "required_reviewers"]
    reviewers = sum(len(rule.reviewers) for rule in rules)
    if not want.approved:
        return
    if reviewers:
        yield ok(name, f"one of {reviewers} required reviewers must approve: {_names(rules)}")
    else:
        yield bad(name, "it has 0 required reviewers; add 1 at least")
    if rules and all(rule.prevent_self_review for rule in rules):
        yield ok(name, "nobody approves a deployment of their own")
    else:
        yield bad(name, "whoever started a deployment may approve it: prevent self-review")
    if found.can_admins_bypass is None:
        yield unknown(name, "GitHub did not say whether administrators may skip the approval")
    elif found.can_admins_bypass:
        yield bad(name, "administrators may skip the approval: do not allow it")
    else:
        yield ok(name, "administrators cannot skip the approval")


def _names(rules: list[answers.EnvironmentRule]) -> str:
    actors = [each.get("reviewer", {}) for rule in rules for each in rule.reviewers]
    return ", ".join(str(actor.get("login") or actor.get("slug")) for actor in actors)


def _branches(
    name: str, github: Github, found: answers.GithubEnvironment, want: Environment
) -> Finding:
    policy, expected = found.deployment_branch_policy, ", ".join(want.branches)
    if policy is None:
        return bad(name, f"jobs of every branch may run in it: allow {expected} only")
    if not policy.custom_branch_policies:
        return bad(name, f"jobs of every protected branch may run in it: allow {expected} only")
    document = github.get(
        f"environments/{part(want.name)}/deployment-branch-policies", per_page=100
    )
    policies = answers.read(answers.NamedPolicies, document)
    if policies.total_count != len(policies.branch_policies):
        return unknown(name, "it names more than 100 branches: not all of them were read")
    allowed = sorted(
        each.name if each.type == "branch" else f"{each.type} {each.name}"
        for each in policies.branch_policies
    )
    if allowed != sorted(want.branches):
        return bad(
            name, f"it takes {', '.join(allowed) or 'no branch'}; it must be {expected} only"
        )
    return ok(name, f"only {expected} deploys to it")
