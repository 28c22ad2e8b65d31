"""Leaves a request for whoever drives, and tells whether somebody does."""

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
    while session.journal.asked() == request:
        if session.clock.now() >= deadline or driver_of(session) is None:
            return False
        session.clock.sleep(_POLL_SECONDS)
    return True
