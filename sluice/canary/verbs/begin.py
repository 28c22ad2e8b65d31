"""Begins a release: takes the lease, looks at the environment, writes the first state."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sluice.canary.verbs.session import release_id
from sluice.errors import AwsUnreachable
from sluice.journal.lease_holder import died_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.events import Event
    from sluice.canary.model.observation import Survey
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.journal.lease import Lease

    First = Callable[[Survey, str, float], tuple[Release, tuple[Event, ...]]]

_ATTEMPTS = 3


def begin(session: Session, first: First, *, lease_seconds: float) -> tuple[Lease, Release]:
    """Write a new release to the journal.

    Args:
        session: of the environment.
        first: makes the first state of what was seen, the release's id and the time.
        lease_seconds: how long the lease is taken for at first.

    Returns:
        The lease, and the release.

    Raises:
        LeaseHeld: somebody else may change the environment now.
        NotNow: see `sluice.canary.first_state`.
        AwsUnreachable: no answer; the lease is given back, if that can be.
    """
    now = session.clock.now()
    id_ = release_id(now)
    held = session.journal.leases.current()
    lease = session.journal.leases.acquire(
        holder=session.holder,
        purpose=f"release {id_}",
        now=now,
        seconds=lease_seconds,
        # Killed on this host before it had begun: there is nobody to wait for.
        by_force=held is not None and died_here(held),
    )
    try:
        release, events = first(session.world.survey(), id_, now)
        return _written(session, lease, release, events), release
    except BaseException:
        # Where even this gets no answer the lease expires by itself.
        with contextlib.suppress(AwsUnreachable):
            session.journal.leases.give_back(lease)
        raise


def _written(session: Session, lease: Lease, release: Release, events: tuple[Event, ...]) -> Lease:
    for _ in range(_ATTEMPTS - 1):
        # An answer that was lost is no reason to leave what was written without a driver.
        with contextlib.suppress(AwsUnreachable):
            return session.journal.begin(lease, release, events, session.clock.now())
    return session.journal.begin(lease, release, events, session.clock.now())
