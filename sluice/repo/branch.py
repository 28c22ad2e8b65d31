"""Whether what protects the branch is what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from sluice.checks.finding import bad, ok, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sluice.checks.finding import Finding
    from sluice.repo.expectations import Protection
    from sluice.repo.protection import Found, Source


# Named alike in what is expected and in what is found.
_SWITCHES = {
    "code owners must approve": "code_owner_review",
    "a push dismisses approvals": "dismiss_stale_reviews",
    "commits must be signed": "signed_commits",
    "the history is linear": "linear_history",
    "conversations must be resolved": "conversation_resolution",
    "nobody can force a push": "no_force_pushes",
    "nobody can delete it": "no_deletion",
}


@dataclass(frozen=True)
class _Asked:
    """One expectation.

    Attributes:
        what: in a few words, as of what is so when it is met.
        met: whether a source meets it.
        expected: whether it is asked for at all.
    """

    what: str
    met: Callable[[Source], bool]
    expected: bool = True


def check(branch: str, found: Found, want: Protection) -> Iterator[Finding]:
    """Compare what was found with what is expected, an expectation a finding."""
    name = f"branch {branch}"
    for asked in _asked(want):
        if asked.expected:
            yield _finding(name, asked, found)
    if want.no_bypass:
        yield _nobody_goes_around(name, found)


def _asked(want: Protection) -> Iterator[_Asked]:
    for context in want.checks:
        yield from _of_check(context, want.checks_from_app)
    yield _Asked(
        "the checks must have run on the newest state of the branch",
        lambda source: source.strict_checks and set(want.checks) <= set(source.checks),
        want.strict_checks,
    )
    yield _Asked(
        f"{want.approvals} approvals are required",
        lambda source: source.approvals >= want.approvals,
    )
    for what, name in _SWITCHES.items():
        yield _Asked(what, attrgetter(name), getattr(want, name))


def _of_check(context: str, app: int) -> Iterator[_Asked]:
    yield _Asked(f"check {context!r} is required", lambda source: context in source.checks)
    yield _Asked(
        f"check {context!r} counts only from app {app}",
        lambda source: source.checks.get(context) == app,
    )


def _finding(name: str, asked: _Asked, found: Found) -> Finding:
    by = [source.name for source in found.sources if asked.met(source)]
    if by:
        return ok(name, f"{asked.what} ({', '.join(by)})")
    if found.unread:
        return unknown(name, f"whether {asked.what} could not be found out: {found.unread[0]}")
    return bad(name, f"not so: {asked.what}")


def _nobody_goes_around(name: str, found: Found) -> Finding:
    """Judge who may go around: of each source, since any of them may be the one that counts."""
    around = [
        f"{', '.join(source.bypass)} may go around {source.name}"
        for source in found.sources
        if source.bypass
    ]
    if around:
        return bad(name, f"nobody may go around the rules, but {'; '.join(around)}")
    hidden = [source.name for source in found.sources if source.bypass is None]
    if hidden:
        return unknown(
            name,
            f"who may go around {', '.join(hidden)} is shown only to who may edit it: use a "
            "token with the permission administration: write",
        )
    if found.unread:
        return unknown(name, f"who may go around the rules is not known: {found.unread[0]}")
    if not found.sources:
        return bad(name, "there are no rules to go around")
    return ok(name, "nobody may go around the rules, administrators included")
