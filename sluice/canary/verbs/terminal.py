"""Drives a release from a terminal: signals, progress, the verdict, the report."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.verbs import exits, requests
from sluice.canary.verbs.interrupts import Interrupts, Left
from sluice.canary.verbs.show.progress import Result
from sluice.errors import AwsUnreachable
from sluice.exits import Exit
from sluice.journal.errors import Superseded

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.release import Release
    from sluice.canary.model.requests import Request
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress
    from sluice.journal.lease import Lease

REPORTS = Path("reports")


def run(session: Session, lease: Lease, release: Release, progress: Progress) -> Exit:
    """Drive a release that has just begun to its end, tell it, and write its report.

    Once Ctrl-C or SIGTERM: it goes back, as `abort` does; twice: it is left as it is.

    Returns:
        How it ended.
    """
    from sluice.canary import drive as driving  # noqa: PLC0415 - not before it is needed

    def drive(stop: Interrupts) -> Release:
        return driving.drive(
            session.journal,
            session.world,
            session.clock,
            lease,
            release,
            on_move=progress.moved,
            stop=stop,
        )

    return _interruptible(session, release, progress, drive)


def take_over(
    session: Session, progress: Progress, *, by_force: bool, request: Request | None = None
) -> Exit:
    """Take over the release that is under way, and do the same with it.

    Args:
        session: of the environment.
        progress: hears of each move.
        by_force: take the lease from a driver that still has it.
        request: to be taken before anything else.

    Returns:
        How it ended.

    Raises:
        NotNow: no release is under way any more.
        LeaseHeld: the other driver's lease has not expired.
    """
    from sluice.canary import drive as driving  # noqa: PLC0415 - not before it is needed

    release = requests.under_way(session)

    def drive(stop: Interrupts) -> Release:
        ended = driving.resume(
            session.journal,
            session.world,
            session.clock,
            session.holder,
            by_force=by_force,
            request=request,
            on_move=progress.moved,
            stop=stop,
        )
        # It may have ended since it was looked for.
        return ended or session.journal.release(release.id) or release

    return _interruptible(session, release, progress, drive)


def _interruptible(
    session: Session,
    release: Release,
    progress: Progress,
    drive: Callable[[Interrupts], Release],
) -> Exit:
    stop = Interrupts(session.clock, by=session.by, notify=progress.note)
    try:
        with progress, stop.handled():
            progress.moved(release, tuple(session.journal.events(release.id)))
            ended = drive(stop)
    except (Left, KeyboardInterrupt):
        environment = release.environment
        print(
            f"left release {release.id} under way: 'sluice resume {environment}' goes on, "
            f"'sluice abort {environment}' goes back",
            file=sys.stderr,
        )
        return Exit.INTERRUPTED
    except Superseded as error:
        return _superseded(session, release, progress, error)
    return conclude(session, ended, progress)


def conclude(session: Session, release: Release, progress: Progress) -> Exit:
    """Write the report of a release that was driven, and tell how it ended."""
    code = exits.of(release)
    report = _report(session, release)
    progress.end(Result.of(release, code, wording.verdict(release), report=report))
    return code


def _superseded(session: Session, release: Release, progress: Progress, error: Superseded) -> Exit:
    """Tell who has taken over, as far as that can be read."""
    now = release
    with contextlib.suppress(AwsUnreachable):
        now = session.journal.release(release.id) or release
    sentence = f"superseded: {error}; {wording.verdict(now)}"
    progress.end(Result.of(now, Exit.SUPERSEDED, sentence))
    return Exit.SUPERSEDED


def _report(session: Session, release: Release) -> str | None:
    """Write the report; what goes wrong there changes nothing about the release."""
    folder = REPORTS / release.environment / release.id
    try:
        from sluice.canary import page  # noqa: PLC0415 - slow

        events = tuple(session.journal.events(release.id))
        context = page.Context.of(session.descriptor)
        return str(page.write(folder, release, events, context).page)
    except Exception as error:  # noqa: BLE001 - a report must not hide how the release ended
        print(f"warning: no report in {folder}: {type(error).__name__}: {error}", file=sys.stderr)
        return None
