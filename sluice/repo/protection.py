"""What protects a branch: classic protection and rulesets, which add up.

GitHub applies all of them, and the strictest wins. So an expectation is met where one source
meets it. Where a source could not be read, what the others do not meet is unknown, not absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sluice.repo import answers
from sluice.repo.github import NotAnswered, part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.repo.github import Github

_NOT_PROTECTED = "Branch not protected"
_ANY_APP = -1


@dataclass(frozen=True)
class Source:
    """One source of rules: what it asks for.

    Attributes:
        name: for people.
        checks: names of required checks, with the id of the app whose word counts, None where
            anybody's does.
        bypass: who may go around it, in words; None where the token may not see it.
    """

    name: str
    checks: Mapping[str, int | None] = field(default_factory=dict)
    strict_checks: bool = False
    approvals: int = 0
    code_owner_review: bool = False
    dismiss_stale_reviews: bool = False
    signed_commits: bool = False
    linear_history: bool = False
    conversation_resolution: bool = False
    no_force_pushes: bool = False
    no_deletion: bool = False
    bypass: tuple[str, ...] | None = ()


@dataclass(frozen=True)
class Found:
    """All that protects a branch.

    Attributes:
        sources: those that could be read.
        unread: why others could not, a sentence each.
    """

    sources: Sequence[Source]
    unread: Sequence[str]


def read(github: Github, branch: str) -> Found:
    """Ask GitHub what protects a branch."""
    sources: list[Source] = []
    unread: list[str] = []
    try:
        document = github.get(f"branches/{part(branch)}/protection")
        sources.append(_classic(answers.read(answers.ClassicProtection, document)))
    except NotAnswered as error:
        # Everything else that GitHub answers with 404 may also mean: no right to see it.
        if (error.status, error.message) != (404, _NOT_PROTECTED):
            unread.append(str(error))
    try:
        rules = [
            answers.read(answers.Rule, rule)
            for rule in github.get_all(f"rules/branches/{part(branch)}")
        ]
        for number in sorted({rule.ruleset_id for rule in rules}):
            mine = [rule for rule in rules if rule.ruleset_id == number]
            sources.append(_ruleset(github, number, mine))
    except NotAnswered as error:
        unread.append(str(error))
    return Found(sources, unread)


def _classic(found: answers.ClassicProtection) -> Source:
    checks = found.required_status_checks or answers.StatusChecks()
    reviews = found.required_pull_request_reviews or answers.RequiredReviews()
    allowed = reviews.bypass_pull_request_allowances
    bypass = [
        str(actor.get("login") or actor.get("slug"))
        for actor in (*allowed.users, *allowed.teams, *allowed.apps)
    ]
    if not found.enforce_admins.enabled:
        bypass.append("administrators")
    return Source(
        name="branch protection",
        checks={
            **dict.fromkeys(checks.contexts),
            **{check.context: _app(check.app_id) for check in checks.checks},
        },
        strict_checks=checks.strict,
        approvals=reviews.required_approving_review_count,
        code_owner_review=reviews.require_code_owner_reviews,
        dismiss_stale_reviews=reviews.dismiss_stale_reviews,
        signed_commits=found.required_signatures.enabled,
        linear_history=found.required_linear_history.enabled,
        conversation_resolution=found.required_conversation_resolution.enabled,
        no_force_pushes=not found.allow_force_pushes.enabled,
        no_deletion=not found.allow_deletions.enabled,
        bypass=tuple(bypass),
    )


def _ruleset(github: Github, number: int, rules: Sequence[answers.Rule]) -> Source:
    name, bypass = _bypass(github, number)
    source = Source(name=name, bypass=bypass)
    for rule in rules:
        source = _with(source, rule)
    return source


def _bypass(github: Github, number: int) -> tuple[str, tuple[str, ...] | None]:
    try:
        found = answers.read(answers.Ruleset, github.get(f"rulesets/{number}"))
    except NotAnswered:
        return f"ruleset {number}", None
    name = f"ruleset {found.name!r}"
    if found.bypass_actors is None:
        return name, None
    return name, tuple(
        f"{actor.actor_type} {actor.actor_id or ''}".strip() for actor in found.bypass_actors
    )


def _with(source: Source, rule: answers.Rule) -> Source:
    """Return a ruleset with one rule more; a type that is not looked at changes nothing."""
    switches = {
        "required_signatures": "signed_commits",
        "required_linear_history": "linear_history",
        "non_fast_forward": "no_force_pushes",
        "deletion": "no_deletion",
    }
    if rule.type in switches:
        on: dict[str, Any] = {switches[rule.type]: True}
        return replace(source, **on)
    if rule.type == "required_status_checks":
        checks = answers.read(answers.ChecksOfRule, rule.parameters)
        return replace(
            source,
            checks={
                **source.checks,
                **{
                    each.context: _app(each.integration_id)
                    for each in checks.required_status_checks
                },
            },
            strict_checks=checks.strict_required_status_checks_policy,
        )
    if rule.type == "pull_request":
        reviews = answers.read(answers.ReviewsOfRule, rule.parameters)
        return replace(
            source,
            approvals=reviews.required_approving_review_count,
            code_owner_review=reviews.require_code_owner_review,
            dismiss_stale_reviews=reviews.dismiss_stale_reviews_on_push,
            conversation_resolution=reviews.required_review_thread_resolution,
        )
    return source


def _app(number: int | None) -> int | None:
    return None if number == _ANY_APP else number
