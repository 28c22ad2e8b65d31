"""Commits are signed, and reviewed by others than who wrote them; what is not known is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sluice.repo.commits import OnGithub, check
from sluice.repo.git import Commit, Signature
from sluice.repo.reviews import Pulls

ADA, BOB, CID, DAN = (f"{name}@example.com" for name in ("ada", "bob", "cid", "dan"))
SIGNED = Commit(
    sha="a" * 40,
    author=ADA,
    committer=ADA,
    co_authors=frozenset(),
    reviewers=frozenset(),
    signature=Signature.GOOD,
    signer=ADA,
)
REVIEWED = OnGithub(
    verified=True, reason="valid", pulls=Pulls(number=7, approvers=frozenset({"bob", "cid"}))
)
NOT_ASKED = OnGithub(why_not="no token")


def told(commit: Commit, github: OnGithub) -> tuple[str, str]:
    """Return what is said of the signature and of the reviews."""
    found = list(check("main", [commit], {commit.sha: github}, approvals=2))
    assert [each.check for each in found] == ["signatures", "reviews"]
    signature, reviews = (f"{each.state}: {each.sentence}" for each in found)
    return signature, reviews


def test_a_signed_and_reviewed_commit_is_ok() -> None:
    assert told(SIGNED, REVIEWED) == (
        "OK: 1 of 1 commits are signed: aaaaaaaaaa by ada@example.com",
        "OK: 1 of 1 commits are reviewed: aaaaaaaaaa in pull request 7 by bob, cid",
    )


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (Signature.NONE, "BAD: aaaaaaaaaa by ada@example.com has no signature"),
        (Signature.BAD, "BAD: aaaaaaaaaa by ada@example.com has a signature that does not fit"),
        (Signature.EXPIRED, "BAD: "),
        (Signature.OF_EXPIRED_KEY, "BAD: "),
        (Signature.OF_REVOKED_KEY, "BAD: "),
        (Signature.OF_UNKNOWN_KEY, "UNKNOWN: aaaaaaaaaa by ada@example.com is signed with a key"),
        (Signature.NOT_CHECKED, "UNKNOWN: aaaaaaaaaa by ada@example.com is signed, but git"),
    ],
)
def test_every_other_signature_is_not_ok(signature: Signature, words: str) -> None:
    commit = replace(SIGNED, signature=signature, signer="")
    assert told(commit, NOT_ASKED)[0].startswith(words)


@pytest.mark.parametrize("signature", [Signature.OF_UNKNOWN_KEY, Signature.NOT_CHECKED])
def test_github_may_know_a_key_that_nobody_here_does(signature: Signature) -> None:
    commit = replace(SIGNED, signature=signature, signer="")
    assert told(commit, REVIEWED)[0].startswith("OK: ")
    assert told(commit, replace(REVIEWED, verified=False, reason="unknown_key"))[0].endswith(
        "GitHub does not verify it either (unknown_key)"
    )


@pytest.mark.parametrize("signature", [Signature.NONE, Signature.BAD, Signature.OF_REVOKED_KEY])
def test_github_does_not_make_a_bad_signature_good(signature: Signature) -> None:
    commit = replace(SIGNED, signature=signature, signer="")
    assert told(commit, REVIEWED)[0].startswith("BAD: ")


def test_too_few_approvals_are_bad_and_the_others_are_explained() -> None:
    pulls = Pulls(number=7, approvers=frozenset({"bob"}), not_counted="ada wrote a part of it")
    assert told(SIGNED, replace(REVIEWED, pulls=pulls))[1] == (
        "BAD: aaaaaaaaaa in pull request 7 has 1 of 2 approvals by others than its authors, of "
        "its last state: bob; ada wrote a part of it"
    )


def test_a_commit_without_a_pull_request_is_bad() -> None:
    assert told(SIGNED, replace(REVIEWED, pulls=Pulls()))[1] == (
        "BAD: aaaaaaaaaa by ada@example.com came in without a pull request"
    )


def test_an_approver_who_may_be_the_author_is_unknown() -> None:
    pulls = replace(REVIEWED.pulls, nameless="b" * 40)
    assert told(SIGNED, replace(REVIEWED, pulls=pulls))[1].startswith(
        "UNKNOWN: aaaaaaaaaa in pull request 7: no account has the address of who wrote bbbbbbbbbb"
    )


def test_reviews_that_cannot_be_read_are_unknown() -> None:
    assert told(SIGNED, NOT_ASKED)[1] == (
        "UNKNOWN: aaaaaaaaaa by ada@example.com: reviews are not known: no token"
    )


VOUCHED = replace(SIGNED, reviewers=frozenset({BOB, CID}), committer=DAN, signer=DAN)


def test_trailers_count_where_somebody_else_than_the_author_signed() -> None:
    assert told(VOUCHED, NOT_ASKED)[1] == (
        "OK: 1 of 1 commits are reviewed: aaaaaaaaaa by bob@example.com, cid@example.com, for "
        "which dan@example.com vouches"
    )


@pytest.mark.parametrize(
    "commit",
    [
        replace(VOUCHED, signer=ADA),
        replace(VOUCHED, signature=Signature.OF_UNKNOWN_KEY, signer=""),
        replace(VOUCHED, reviewers=frozenset({BOB})),
        replace(VOUCHED, reviewers=frozenset({BOB, ADA})),
        replace(VOUCHED, co_authors=frozenset({CID})),
        replace(VOUCHED, co_authors=frozenset({DAN})),
    ],
    ids=["by the author", "unknown key", "one only", "the author", "co-author", "signed by one"],
)
def test_trailers_that_the_author_could_have_written_do_not_count(commit: Commit) -> None:
    assert told(commit, NOT_ASKED)[1].startswith("UNKNOWN: ")
    assert told(commit, replace(REVIEWED, pulls=Pulls()))[1].startswith("BAD: ")


def test_no_commits_are_nothing_to_complain_of() -> None:
    (found,) = check("origin/main", [], {}, approvals=2)
    assert (found.state, found.sentence) == ("OK", "no commit since origin/main")


def test_many_good_commits_are_one_finding_and_each_bad_one_its_own() -> None:
    commits = [replace(SIGNED, sha=f"{n:040x}") for n in range(8)]
    commits += [
        replace(SIGNED, sha=f"{n:040x}", signature=Signature.NONE, signer="") for n in (8, 9)
    ]
    found = list(check("main", commits, {each.sha: REVIEWED for each in commits}, approvals=2))
    assert [(each.check, each.state) for each in found] == [
        ("signatures", "OK"),
        ("signatures", "BAD"),
        ("signatures", "BAD"),
        ("reviews", "OK"),
    ]
    assert found[0].sentence.startswith("8 of 10 commits are signed: ")
    assert found[0].sentence.endswith("; and 3 more")
