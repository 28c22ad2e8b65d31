"""Whether each commit is signed, and was reviewed by others than who wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok, unknown
from sluice.repo.git import Signature
from sluice.repo.reviews import Pulls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sluice.checks.finding import Finding
    from sluice.repo.git import Commit

SIGNATURES, REVIEWS = "signatures", "reviews"
_MOST_NAMED = 5

_WRONG = {
    Signature.NONE: "has no signature: sign it (git commit -S), or let GitHub merge it",
    Signature.BAD: "has a signature that does not fit it: it was changed afterwards",
    Signature.EXPIRED: "has a signature that has expired",
    Signature.OF_EXPIRED_KEY: "was signed with a key that had expired",
    Signature.OF_REVOKED_KEY: "was signed with a key that is revoked",
}
_NOT_KNOWN = {
    Signature.OF_UNKNOWN_KEY: "is signed with a key that nobody here vouches for",
    Signature.NOT_CHECKED: "is signed, but git has no key or no allowed signers to check it with",
}


@dataclass(frozen=True)
class OnGithub:
    """What GitHub knows of one commit.

    Attributes:
        verified: whether it calls the signature verified; None where it was not asked.
        reason: its word for why, such as `unsigned` or `unknown_key`.
        pulls: how the commit came in.
        why_not: why it could not be asked; empty where it was.
    """

    verified: bool | None = None
    reason: str = ""
    pulls: Pulls = field(default_factory=Pulls)
    why_not: str = ""


def check(
    base: str, commits: Sequence[Commit], on_github: dict[str, OnGithub], *, approvals: int
) -> Iterator[Finding]:
    """Judge commits: signatures first, then reviews.

    Args:
        base: as the user named it.
        commits: those since the base.
        on_github: what GitHub knows of each, by sha.
        approvals: how many are needed.
    """
    if not commits:
        yield ok(SIGNATURES, f"no commit since {base}")
        return
    yield from _gathered(
        SIGNATURES, [_signature(each, on_github[each.sha]) for each in commits], "signed"
    )
    yield from _gathered(
        REVIEWS, [_review(each, on_github[each.sha], approvals) for each in commits], "reviewed"
    )


def _gathered(check_: str, findings: list[Finding], done: str) -> Iterator[Finding]:
    """Return the findings that are not OK; the others as one."""
    good = [each for each in findings if each.state == "OK"]
    others = [each for each in findings if each.state != "OK"]
    if good:
        shown = "; ".join(each.sentence for each in good[:_MOST_NAMED])
        more = f"; and {len(good) - _MOST_NAMED} more" if len(good) > _MOST_NAMED else ""
        yield ok(check_, f"{len(good)} of {len(findings)} commits are {done}: {shown}{more}")
    yield from others


def _signature(commit: Commit, github: OnGithub) -> Finding:
    if commit.signature is Signature.GOOD:
        return ok(SIGNATURES, f"{commit.short} by {commit.signer}")
    if commit.signature in _WRONG:
        return bad(SIGNATURES, f"{commit.short} by {commit.author} {_WRONG[commit.signature]}")
    if github.verified:
        return ok(SIGNATURES, f"{commit.short} by {commit.author}, verified by GitHub")
    told = _NOT_KNOWN[commit.signature]
    also = f"; GitHub does not verify it either ({github.reason})" if github.reason else ""
    return unknown(SIGNATURES, f"{commit.short} by {commit.author} {told}{also}")


def _review(commit: Commit, github: OnGithub, approvals: int) -> Finding:
    pulls = github.pulls
    by = ", ".join(sorted(pulls.approvers))
    where = f"{commit.short} in pull request {pulls.number}"
    if pulls.number and len(pulls.approvers) >= approvals and not pulls.nameless:
        return ok(REVIEWS, f"{where} by {by}")
    vouched = commit.reviewers - commit.authors
    if len(vouched) >= approvals and commit.signer and commit.signer not in commit.authors:
        names = ", ".join(sorted(vouched))
        return ok(REVIEWS, f"{commit.short} by {names}, for which {commit.signer} vouches")
    if github.why_not:
        return unknown(
            REVIEWS, f"{commit.short} by {commit.author}: reviews are not known: {github.why_not}"
        )
    if not pulls.number:
        return bad(REVIEWS, f"{commit.short} by {commit.author} came in without a pull request")
    if pulls.nameless and len(pulls.approvers) >= approvals:
        return unknown(
            REVIEWS,
            f"{where}: no account has the address of who wrote {pulls.nameless[:10]}, so "
            f"one of {by} may be its author",
        )
    others = f"; {pulls.not_counted}" if pulls.not_counted else ""
    return bad(
        REVIEWS,
        f"{where} has {len(pulls.approvers)} of {approvals} approvals by others than its authors, "
        f"of its last state{f': {by}' if by else ''}{others}",
    )
