"""Whose approval counts: of the last state, and by nobody who wrote a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.repo.github import NotAnswered
from sluice.repo.reviews import Pulls, Reviews
from tests.sluice.repo.github_server import HEAD, SHA, commit, pull, review

if TYPE_CHECKING:
    from sluice.repo.github import Github
    from tests.sluice.repo.github_server import Server


def asked(
    server: Server,
    api: Github,
    reviews: list[dict[str, Any]],
    commits: list[dict[str, Any]] | None = None,
    pulls: list[dict[str, Any]] | None = None,
) -> Pulls:
    server.answers |= {
        f"commits/{SHA}/pulls": [pull()] if pulls is None else pulls,
        "pulls/7/reviews": reviews,
        "pulls/7/commits": [commit()] if commits is None else commits,
    }
    return Reviews(api, "main").of(SHA)


def test_approvals_of_the_last_state_count(server: Server, api: Github) -> None:
    found = asked(server, api, [review("bob"), review("cid")])
    assert found == Pulls(number=7, approvers=frozenset({"bob", "cid"}))


@pytest.mark.parametrize(
    ("reviews", "approvers"),
    [
        ([review("bob"), review("bob", "CHANGES_REQUESTED")], set()),
        ([review("bob", "CHANGES_REQUESTED"), review("bob")], {"bob"}),
        ([review("bob"), review("bob", "COMMENTED")], {"bob"}),
        ([review("bob"), review("bob", "DISMISSED")], set()),
        ([review("bob", "PENDING")], set()),
        ([review("bob"), review("bob")], {"bob"}),
        ([{**review("bob"), "user": None}], set()),
    ],
)
def test_the_last_review_that_decides_counts(
    server: Server, api: Github, reviews: list[dict[str, Any]], approvers: set[str]
) -> None:
    assert asked(server, api, reviews).approvers == approvers


def test_an_approval_of_an_earlier_state_does_not_count(server: Server, api: Github) -> None:
    found = asked(server, api, [review("bob", commit_id=SHA), review("cid")])
    assert found.approvers == {"cid"}
    assert found.not_counted == "bob approved an earlier state"


def test_nobody_approves_what_they_wrote(server: Server, api: Github) -> None:
    commits = [commit(), commit(HEAD, author="bob")]
    found = asked(server, api, [review("ada"), review("bob"), review("cid")], commits)
    assert found.approvers == {"cid"}
    assert found.not_counted == "ada wrote a part of it, bob wrote a part of it"


@pytest.mark.parametrize("author", [None, {}])
def test_an_author_without_an_account_is_told(server: Server, api: Github, author: Any) -> None:
    found = asked(server, api, [review("bob")], [{**commit(), "author": author}])
    assert found.nameless == SHA


def test_a_commit_of_no_pull_request_into_the_branch_has_none(server: Server, api: Github) -> None:
    elsewhere = pull(base={"ref": "other", "sha": SHA})
    assert asked(server, api, [review("bob")], pulls=[elsewhere]) == Pulls()
    assert asked(server, api, [review("bob")], pulls=[]) == Pulls()


def test_the_merged_pull_request_counts_before_one_that_is_open(
    server: Server, api: Github
) -> None:
    still_open = pull(3, merged_at=None)
    assert asked(server, api, [review("bob")], pulls=[still_open, pull()]).number == 7


def test_a_pull_request_is_asked_for_once(server: Server, api: Github) -> None:
    server.answers |= {
        f"commits/{SHA}/pulls": [pull()],
        f"commits/{HEAD}/pulls": [pull()],
        "pulls/7/reviews": [review("bob")],
        "pulls/7/commits": [commit(), commit(HEAD)],
    }
    reviews = Reviews(api, "main")
    assert reviews.of(SHA) is reviews.of(HEAD)
    assert sum(path.startswith("pulls/7/reviews") for path in server.asked) == 1


def test_a_pull_request_whose_commits_are_hidden_is_no_answer(server: Server, api: Github) -> None:
    with pytest.raises(NotAnswered, match="has no commits"):
        asked(server, api, [review("bob")], commits=[])
