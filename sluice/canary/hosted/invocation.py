"""One turn: ticks for as long as there is something to do, then says when to come again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.drive import Driver
from sluice.canary.hosted.messages import Answer
from sluice.canary.model.reasons import Phase
from sluice.errors import AwsUnreachable
from sluice.journal.errors import Superseded
from webservice.contract.hosted_driver import Outcome

if TYPE_CHECKING:
    from sluice.canary.hosted.context import Place
    from sluice.canary.model.release import Release
    from sluice.journal.lease import Lease

IN_PLACE_SECONDS = 3.0
"""A wait that is no longer is waited out in the invocation: what was done is read back."""

TURN_SECONDS = 30.0
"""After so long no further tick begins, so that the function does not run into its timeout."""

MOST_WAIT_SECONDS = 60
"""So often, at least, requests are looked for, and the lease is renewed."""


def turn(place: Place, lease: Lease, release: Release) -> Answer:
    """Drive on, from the newest state.

    Args:
        place: where.
        lease: this execution's.
        release: as the journal has it.

    Raises:
        AwsUnreachable: the journal gave no answer; whoever comes next begins with what it
            holds, and what of that is so already.
    """
    driver = Driver(place.journal, place.world, place.clock, lease, release, patient=False)
    try:
        _tick(place, driver)
    except Superseded as error:
        return superseded(release.id, str(error))
    if driver.ended:
        return ended(driver.release)
    seconds = min(
        driver.release.wake_at - place.clock.now(),
        MOST_WAIT_SECONDS,
        # Two more chances before the lease is over.
        driver.release.plan.lease_seconds / 3,
    )
    return Answer(
        done=False,
        outcome=Outcome.UNDER_WAY,
        wait_seconds=max(1, math.ceil(seconds)),
        release_id=driver.release.id,
        sentence=wording.verdict(driver.release),
    )


def ended(release: Release) -> Answer:
    """Return the answer on a release that has ended, whoever drove it."""
    promoted = release.phase is Phase.PROMOTED
    return Answer(
        done=True,
        outcome=Outcome.PROMOTED if promoted else Outcome.ROLLED_BACK,
        release_id=release.id,
        sentence=wording.verdict(release),
    )


def superseded(release_id: str, why: str) -> Answer:
    """Return the answer of a driver that may not go on."""
    return Answer(
        done=True, outcome=Outcome.SUPERSEDED, release_id=release_id, sentence=f"superseded: {why}"
    )


def _tick(place: Place, driver: Driver) -> None:
    """Tick until there is nothing to do for a while, or this turn has lasted long enough."""
    stop_at = place.clock.now() + TURN_SECONDS
    while not driver.ended:
        now = place.clock.now()
        wait = driver.release.wake_at - now
        if wait > 0 and place.journal.pending_request() is None:
            if wait > IN_PLACE_SECONDS or now + wait >= stop_at:
                _stay_alive(place, driver.lease, now)
                return
            place.clock.sleep(wait)
        before = driver.release.version
        driver.tick()
        if driver.release.version == before:
            # Without this a journal that can be read and not written would go unnoticed once
            # the lease is over.
            raise AwsUnreachable(f"could not write release {driver.release.id} to the journal")
        if place.clock.now() >= stop_at:
            return


def _stay_alive(place: Place, lease: Lease, now: float) -> None:
    """Renew the lease, unless a write has just done so."""
    if lease.to_renew(now):
        place.journal.leases.renew(lease, now)
