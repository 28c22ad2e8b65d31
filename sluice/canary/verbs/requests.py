"""`sluice pause` and `sluice promote`: requests that are left for whoever drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.requests import Request, RequestKind
from sluice.errors import NotNow
from sluice.journal.lease_holder import may_be_taken

if TYPE_CHECKING:
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.journal.lease import Lease

_POLL_SECONDS = 0.25


def pause(session: Session, *, why: str, dry_run: bool) -> str:
    """Let nothing be promoted until `sluice resume`; return one sentence.

    Raises:
        NotNow: no release is under way.
    """
    release = under_way(session)
    environment = release.environment
    if dry_run:
        return f"would pause release {release.id}, which is {release.phase}"
    ask(session, RequestKind.PAUSE, why)
    sentence = f"paused: release {release.id} moves no further until 'sluice resume {environment}'"
    if driver_of(session) is None:
        return f"{sentence}; nobody drives it now, so that nothing judges it either"
    return f"{sentence}; it is still judged, and a bad version is still rolled back"


def promote(session: Session, *, why: str, dry_run: bool) -> str:
    """Let the release go to 100 % at once, with every check; return one sentence.

    Raises:
        NotNow: no release is under way, it goes back already, or nobody drives it.
    """
    release = under_way(session)
    environment = release.environment
    if release.failure is not None:
        raise NotNow(
            f"release {release.id} is being rolled back ({release.failure.reason}): "
            "it cannot be promoted any more"
        )
    if dry_run:
        return f"would promote release {release.id}, which is {release.phase}, to 100 % at once"
    ask(session, RequestKind.PROMOTE, why)
    sentence = f"asked to promote release {release.id} at once: its remaining bakes are skipped"
    if driver_of(session) is None:
        return f"{sentence}; nobody drives it now: 'sluice resume {environment}'"
    return f"{sentence}; 'sluice watch {environment}' shows it"


def under_way(session: Session) -> Release:
    """Return the release that is under way.

    Raises:
        NotNow: there is none.
    """
    found = session.journal.unfinished()
    if found is None:
        environment = session.descriptor.environment
        raise NotNow(
            f"no release is under way in {environment}: 'sluice history {environment}' "
            "shows what was"
        )
    return found


def ask(session: Session, kind: RequestKind, why: str) -> Request:
    """Leave a request; it is in force as soon as this returns."""
    request = Request(kind=kind, by=session.by, why=why, at=session.clock.now())
    session.journal.ask(request)
    return request


def driver_of(session: Session) -> Lease | None:
    """Return the lease of the driver that is at work; None where none is."""
    lease = session.journal.leases.current()
    if lease is None or may_be_taken(lease, session.clock.now()):
        return None
    return lease


def taken(session: Session, request: Request, *, seconds: float) -> bool:
    """Wait until a driver has taken the request; return whether one did in time."""
    deadline = session.clock.now() + seconds
    while session.journal.pending_request() == request:
        if session.clock.now() >= deadline or driver_of(session) is None:
            return False
        session.clock.sleep(_POLL_SECONDS)
    return True
