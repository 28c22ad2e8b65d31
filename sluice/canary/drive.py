"""The thin loop around `advance`: look, decide, write down, act, and look again.

What is to be done stands in the journal before it is done. So a driver may die anywhere:
whoever takes over looks first, and does only what is not so yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.driver import Driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.driver import OnMove
    from sluice.canary.journal.journal import Journal
    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.canary.ports.world import Clock, World
    from sluice.journal.lease import Lease

__all__ = ["Driver", "drive", "resume", "taken_over"]


def drive(
    journal: Journal,
    world: World,
    clock: Clock,
    lease: Lease,
    release: Release,
    *,
    on_move: OnMove | None = None,
    stop: Callable[[], Request | None] | None = None,
    request: Request | None = None,
) -> Release:
    """Drive a release to its end, and return how it ended; the lease is given back.

    Args:
        journal: of the environment; `release` is in it.
        world: what is looked at and changed.
        clock: time.
        lease: ours.
        release: the newest state.
        on_move: called after each write with the state and the events that were written.
        stop: asked twice a second; a request that it returns is taken at once.
        request: to be taken before anything else.

    Raises:
        Superseded: another driver has taken over; nothing more was done.
    """
    driver = Driver(journal, world, clock, lease, release, on_move=on_move)
    return _drive(driver, stop, request)


def _drive(
    driver: Driver, stop: Callable[[], Request | None] | None, request: Request | None
) -> Release:
    while not driver.ended:
        next_request = request or driver.sleep(stop)
        request = None
        driver.tick(next_request)
    return driver.release


def resume(
    journal: Journal,
    world: World,
    clock: Clock,
    holder: str,
    *,
    by_force: bool = False,
    request: Request | None = None,
    on_move: OnMove | None = None,
    stop: Callable[[], Request | None] | None = None,
) -> Release | None:
    """Take over the release that is under way and drive it to its end; None if there is none.

    Args:
        journal: of the environment.
        world: what is looked at and changed.
        clock: time.
        holder: who drives from now on, as people read it.
        by_force: take the lease from a driver that still has it, as an abort does.
        request: to be taken before anything else.
        on_move: as for `drive`.
        stop: as for `drive`.

    Raises:
        LeaseHeld: the other driver's lease has not expired.
        Superseded: another driver has taken over; nothing more was done.
        AwsUnreachable: the journal gives no answer.
    """
    under_way = journal.unfinished()
    if under_way is None:
        return None
    driver = taken_over(
        journal, world, clock, under_way, holder=holder, by_force=by_force, on_move=on_move
    )
    return _drive(driver, stop, request)


def taken_over(
    journal: Journal,
    world: World,
    clock: Clock,
    under_way: Release,
    *,
    holder: str,
    by: str = "",
    by_force: bool = False,
    on_move: OnMove | None = None,
    patient: bool = True,
) -> Driver:
    """Take the lease of a release that is under way; return who drives it from now on.

    Where it ended meanwhile, the driver has nothing to do, and the lease is given back.

    Args:
        journal: of the environment.
        world: what is looked at and changed.
        clock: time.
        under_way: the release, as it was last read.
        holder: of the lease.
        by: who drives from now on, as people read it; the holder where left out.
        by_force: take the lease from a driver that still has it.
        on_move: as for `drive`.
        patient: as for `Driver`.

    Raises:
        LeaseHeld: the other driver's lease has not expired.
        Superseded: another driver has taken over; nothing more was done.
        AwsUnreachable: the journal gives no answer.
    """
    lease = journal.leases.acquire(
        holder=holder,
        purpose=f"release {under_way.id}",
        now=clock.now(),
        seconds=under_way.plan.lease_seconds,
        by_force=by_force,
    )
    # The other driver may have written until the lease was ours.
    release = journal.release(under_way.id) or under_way
    driver = Driver(journal, world, clock, lease, release, on_move=on_move, patient=patient)
    if driver.ended:
        journal.leases.give_back(lease)
    else:
        driver.take_over(by or holder)
    return driver
