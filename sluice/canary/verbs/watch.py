"""`sluice watch`: the live view of a release that another process drives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.verbs import exits, requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress
    from sluice.exits import Exit

_POLL_SECONDS = 1.0


def run(session: Session, progress: Progress, *, once: bool) -> Exit:
    """Tell what the journal says until the release has ended.

    Returns:
        How it ended; with `once`, how it stands.

    Raises:
        NotNow: no release is under way, and `once` is not given.
        AwsUnreachable: the journal gave no answer.
    """
    release = session.journal.unfinished()
    if release is None and once:
        release = next(iter(session.journal.releases(1)), None)
    if release is None:
        release = requests.under_way(session)
    with progress:
        for newer, events in _moves(session, release, once=once):
            release = newer
            progress.moved(newer, events)
            if not once:
                progress.note(_who(session, newer))
    return exits.of(release)


def _moves(
    session: Session, release: Release, *, once: bool
) -> Iterator[tuple[Release, list[Event]]]:
    known, version = 0, -1
    while True:
        if release.version != version:
            version = release.version
            events = list(session.journal.events(release.id))
            yield release, events[known:]
            known = len(events)
        if once or release.phase.ended:
            return
        session.clock.sleep(min(_POLL_SECONDS, release.plan.period_seconds))
        release = session.journal.release(release.id) or release


def _who(session: Session, release: Release) -> str:
    if release.phase.ended:
        return wording.verdict(release)
    if requests.driver_of(session) is None:
        return f"nobody drives it: 'sluice resume {release.environment}'"
    return ""
