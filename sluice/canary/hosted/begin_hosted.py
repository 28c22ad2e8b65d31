"""The first invocation: begins a release, or takes one over; a second time it finds it so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.canary import first_state
from sluice.canary.drive import taken_over
from sluice.errors import NotNow, UsageRefused

if TYPE_CHECKING:
    from sluice.canary.hosted.context import Place
    from sluice.canary.hosted.messages import Begin
    from sluice.canary.model.release import Release
    from sluice.journal.lease import Lease


@dataclass(frozen=True)
class Begun:
    """A release that this execution drives; without a lease it has ended already."""

    release: Release
    lease: Lease | None


def begin(place: Place, message: Begin) -> Begun:
    """Take the lease, and write the first state of the release, or that it is taken over.

    Called again after an answer that was lost it goes on where the first call ended.

    Raises:
        UsageRefused: the input is wrong.
        NotNow: `verify` refuses, another release is under way, or a release must not begin on
            what is there.
        LeaseHeld: somebody else drives.
        AwsUnreachable: no answer; call again.
    """
    execution_input = message.wanted
    if bool(execution_input.image) == bool(execution_input.release_id):
        raise UsageRefused("the execution's input must have either image or release_id")
    id_ = execution_input.release_id or release_id(message.started_at, message.execution)
    if execution_input.release_id:
        return _taken_over(place, id_)
    found = place.journal.release(id_)
    return _again(place, found) if found is not None else _new(place, message, id_)


def release_id(started_at: str, execution: str) -> str:
    """Return the release's id, the same for each invocation: `20261125T235608Z-3f2a`.

    Raises:
        UsageRefused: `started_at` is no time.
    """
    try:
        at = datetime.fromisoformat(started_at).astimezone(UTC)
    except ValueError as error:
        raise UsageRefused(f"started_at {started_at!r} is no time: {error}") from error
    return f"{at:%Y%m%dT%H%M%SZ}-{hashlib.sha256(execution.encode()).hexdigest()[:4]}"


def _new(place: Place, message: Begin, id_: str) -> Begun:
    unfinished = place.journal.unfinished()
    if unfinished is not None:
        raise NotNow(
            f"release {unfinished.id} is under way: start an execution with its release_id to "
            "go on with it, or abort it"
        )
    left = place.journal.leases.current()
    if left is not None and left.holder == place.execution:
        # An earlier invocation died here; a lease in force would refuse the release.
        place.journal.leases.give_back(left)
    prepared = place.prepare(message.wanted)
    lease = place.journal.leases.acquire(
        holder=place.execution,
        purpose=f"release {id_}",
        now=place.clock.now(),
        seconds=prepared.plan.lease_seconds,
    )
    try:
        release, events = first_state.new_release(
            place.world.survey(),
            place.descriptor,
            prepared.plan,
            first_state.Beginning(
                id=id_,
                image=prepared.image,
                by=place.by,
                why=prepared.why,
                now=place.clock.now(),
            ),
        )
        lease = place.journal.begin(lease, release, events, place.clock.now())
    except NotNow:
        place.journal.leases.give_back(lease)
        raise
    return Begun(release, lease)


def _again(place: Place, release: Release) -> Begun:
    """Go on with what an earlier invocation of this execution wrote."""
    lease = place.journal.leases.current()
    ours = lease is not None and lease.holder == place.execution
    return Begun(release, lease if ours else None)


def _taken_over(place: Place, id_: str) -> Begun:
    release = place.journal.release(id_)
    if release is None:
        raise UsageRefused(f"there is no release {id_} of {place.descriptor.environment}")
    again = _again(place, release)
    if again.lease is not None or release.phase.ended:
        return again
    driver = taken_over(
        place.journal,
        place.world,
        place.clock,
        release,
        holder=place.execution,
        by=place.by,
        patient=False,
    )
    return Begun(driver.release, None if driver.ended else driver.lease)
