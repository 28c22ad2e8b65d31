"""GitHub's answers, as far as they are looked at.

Source: GitHub's documentation of its REST API: protected branches, rules, environments,
deployment branch policies, pull requests, reviews, commits, CODEOWNERS errors. What is absent
has the value that protects nothing, or None where absent means that the token may not see it.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sluice.repo.github import NotAnswered

_Kind = TypeVar("_Kind", bound=BaseModel)


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Enabled(_Answer):
    """A switch."""

    enabled: bool = False


class Check(_Answer):
    """A required check of classic protection; `app_id` None or -1: anybody's word counts."""

    context: str
    app_id: int | None = None


class StatusChecks(_Answer):
    """Required status checks of classic protection."""

    strict: bool = False
    checks: list[Check] = []
    contexts: list[str] = []


class Allowances(_Answer):
    """Who may go around reviews."""

    users: list[dict[str, Any]] = []
    teams: list[dict[str, Any]] = []
    apps: list[dict[str, Any]] = []


class RequiredReviews(_Answer):
    """Required reviews of classic protection."""

    dismiss_stale_reviews: bool = False
    require_code_owner_reviews: bool = False
    required_approving_review_count: int = 0
    bypass_pull_request_allowances: Allowances = Allowances()


class ClassicProtection(_Answer):
    """`GET /repos/{owner}/{repo}/branches/{branch}/protection`."""

    required_status_checks: StatusChecks | None = None
    required_pull_request_reviews: RequiredReviews | None = None
    required_signatures: Enabled = Enabled()
    required_linear_history: Enabled = Enabled()
    required_conversation_resolution: Enabled = Enabled()
    enforce_admins: Enabled = Enabled()
    allow_force_pushes: Enabled = Enabled(enabled=True)
    allow_deletions: Enabled = Enabled(enabled=True)


class Rule(_Answer):
    """An entry of `GET /repos/{owner}/{repo}/rules/branches/{branch}`."""

    type: str
    ruleset_id: int
    parameters: dict[str, Any] = {}


class BypassActor(_Answer):
    """Who may go around a ruleset."""

    actor_type: str
    actor_id: int | None = None
    bypass_mode: str = "always"


class Ruleset(_Answer):
    """`GET /repos/{owner}/{repo}/rulesets/{id}`; actors only for who may edit it."""

    id: int
    name: str
    bypass_actors: list[BypassActor] | None = None


class RequiredCheck(_Answer):
    """A required check of a ruleset."""

    context: str
    integration_id: int | None = None


class ChecksOfRule(_Answer):
    """Parameters of the rule `required_status_checks`."""

    required_status_checks: list[RequiredCheck] = []
    strict_required_status_checks_policy: bool = False


class ReviewsOfRule(_Answer):
    """Parameters of the rule `pull_request`."""

    dismiss_stale_reviews_on_push: bool = False
    require_code_owner_review: bool = False
    required_approving_review_count: int = 0
    required_review_thread_resolution: bool = False


class EnvironmentRule(_Answer):
    """A protection rule of an environment."""

    type: str
    prevent_self_review: bool = False
    reviewers: list[dict[str, Any]] = []


class BranchPolicy(_Answer):
    """Which branches an environment takes."""

    protected_branches: bool
    custom_branch_policies: bool


class GithubEnvironment(_Answer):
    """`GET /repos/{owner}/{repo}/environments/{name}`."""

    protection_rules: list[EnvironmentRule] = []
    deployment_branch_policy: BranchPolicy | None = None
    can_admins_bypass: bool | None = None


class NamedPolicy(_Answer):
    """A name pattern; `type` is `branch` or `tag`."""

    name: str
    type: str = "branch"


class NamedPolicies(_Answer):
    """`GET /repos/{owner}/{repo}/environments/{name}/deployment-branch-policies`."""

    total_count: int
    branch_policies: list[NamedPolicy]


class User(_Answer):
    """Somebody."""

    login: str


class Verification(_Answer):
    """What GitHub says of a signature."""

    verified: bool
    reason: str = ""


class GitPart(_Answer):
    """A commit as git has it."""

    verification: Verification


class CommitAnswer(_Answer):
    """`GET /repos/{owner}/{repo}/commits/{sha}`, and an entry of a pull request's commits.

    `author` is None or empty where no account has the commit's address.
    """

    sha: str
    commit: GitPart
    author: User | dict[str, Any] | None = None


class Ref(_Answer):
    """An end of a pull request."""

    ref: str
    sha: str


class Pull(_Answer):
    """An entry of `GET /repos/{owner}/{repo}/commits/{sha}/pulls`."""

    number: int
    user: User | None = None
    merged_at: str | None = None
    base: Ref
    head: Ref


class Review(_Answer):
    """An entry of `GET /repos/{owner}/{repo}/pulls/{number}/reviews`, oldest first."""

    user: User | None = None
    state: str
    commit_id: str | None = None


class CodeownersError(_Answer):
    """One error of `GET /repos/{owner}/{repo}/codeowners/errors`."""

    line: int
    kind: str
    path: str


class CodeownersErrors(_Answer):
    """All of them."""

    errors: list[CodeownersError]


def read(kind: type[_Kind], document: Any) -> _Kind:
    """Return an answer as a value.

    Raises:
        NotAnswered: it has not the documented form.
    """
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotAnswered(
            f"the answer has not the documented form: {where}: {first['msg']}"
        ) from error
