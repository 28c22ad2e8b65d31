"""Who approved the pull request that a commit came in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.repo import answers
from sluice.repo.github import NotAnswered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.repo.github import Github

_DECIDES = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})


@dataclass(frozen=True)
class Pulls:
    """How a commit came in.

    Attributes:
        number: of the pull request; 0 where there is none.
        approvers: logins of those who approved its last state, its authors left out.
        nameless: a commit of it whose author has no account, so that an approver may be that
            author; empty where there is none.
        not_counted: approvals that do not count, and why, in one sentence.
    """

    number: int = 0
    approvers: frozenset[str] = frozenset()
    nameless: str = ""
    not_counted: str = ""


class Reviews:
    """Asks once for each pull request, whatever the number of its commits."""

    def __init__(self, github: Github, branch: str) -> None:
        self._github = github
        self._branch = branch
        self._known: dict[int, Pulls] = {}

    def of(self, sha: str) -> Pulls:
        """Return how a commit came in.

        Raises:
            NotAnswered: GitHub does not say.
        """
        found = [
            answers.read(answers.Pull, each)
            for each in self._github.get_all(f"commits/{sha}/pulls")
        ]
        into = [pull for pull in found if pull.base.ref == self._branch]
        # The one that brought it in, else the one that is still open.
        into.sort(key=lambda pull: (pull.merged_at is None, pull.number))
        if not into:
            return Pulls()
        pull = into[0]
        if pull.number not in self._known:
            self._known[pull.number] = self._ask(pull)
        return self._known[pull.number]

    def _ask(self, pull: answers.Pull) -> Pulls:
        reviews = [
            answers.read(answers.Review, each)
            for each in self._github.get_all(f"pulls/{pull.number}/reviews")
        ]
        commits = [
            answers.read(answers.CommitAnswer, each)
            for each in self._github.get_all(f"pulls/{pull.number}/commits")
        ]
        if not commits:
            raise NotAnswered(f"pull request {pull.number} has no commits")
        return judged(pull, reviews, commits)


def judged(
    pull: answers.Pull,
    reviews: Sequence[answers.Review],
    commits: Sequence[answers.CommitAnswer],
) -> Pulls:
    """Return whose approvals count.

    Args:
        pull: the pull request.
        reviews: of it, oldest first: somebody's last one that decides counts.
        commits: of it; whoever wrote one is an author.
    """
    logins = [_login(commit) for commit in commits]
    authors = {login for login in logins if login}
    if pull.user:
        authors.add(pull.user.login)
    last = _last(reviews)
    approved = {login: review for login, review in last.items() if review.state == "APPROVED"}
    current = {login for login, review in approved.items() if review.commit_id == pull.head.sha}
    not_counted = [
        *(f"{login} wrote a part of it" for login in sorted(authors & set(approved))),
        *(f"{login} approved an earlier state" for login in sorted(set(approved) - current)),
    ]
    return Pulls(
        number=pull.number,
        approvers=frozenset(current - authors),
        nameless=next((c.sha for c, login in zip(commits, logins, strict=True) if not login), ""),
        not_counted=", ".join(not_counted),
    )


def _last(reviews: Sequence[answers.Review]) -> Mapping[str, answers.Review]:
    found: dict[str, answers.Review] = {}
    for review in reviews:
        # A comment after an approval takes nothing back.
        if review.user and review.state in _DECIDES:
            found[review.user.login] = review
    return found


def _login(commit: answers.CommitAnswer) -> str:
    return commit.author.login if isinstance(commit.author, answers.User) else ""
