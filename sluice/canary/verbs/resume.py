"""`sluice resume`: ends a pause, or takes over what a dead driver left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.requests import Request, RequestKind
from sluice.canary.verbs import requests, terminal
from sluice.canary.verbs.show.progress import Result
from sluice.exits import Exit
from sluice.journal.lease_holder import died_here

if TYPE_CHECKING:
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress

_PATIENCE = 2
"""How many times a lease is waited for a driver that renews it and takes no request."""


def describe(session: Session) -> str:
    """Return what `run` would do, in one sentence.

    Raises:
        NotNow: no release is under way.
    """
    release = requests.under_way(session)
    lease = requests.driver_of(session)
    if lease is None:
        return f"would take over release {release.id}, which is {release.phase}, and drive it"
    return f"would ask {lease.holder} to go on with release {release.id}"


def run(session: Session, progress: Progress) -> Exit:
    """Ask the driver to go on; where none is at work, become it.

    A driver that was killed a moment ago still holds its lease: it is waited for until the
    lease expires, or the driver takes the request.

    Returns:
        0 where a driver goes on; else how the release ended.

    Raises:
        NotNow: no release is under way.
    """
    release = requests.under_way(session)
    lease = requests.driver_of(session)
    if lease is None:
        request = Request(kind=RequestKind.RESUME, by=session.by, at=session.clock.now())
    else:
        left = requests.ask(session, RequestKind.RESUME, "")
        if requests.taken(session, left, seconds=_PATIENCE * release.plan.lease_seconds):
            sentence = f"{lease.holder} goes on with release {release.id}"
            progress.end(Result.of(release, Exit.DONE, sentence))
            return Exit.DONE
        # It waits in the journal, and is the first thing that we take.
        request = None
    held = session.journal.leases.current()
    # Who is surely dead need not be waited for; fencing makes even a mistake harmless.
    return terminal.take_over(
        session,
        progress,
        by_force=held is not None and died_here(held),
        request=request,
    )
