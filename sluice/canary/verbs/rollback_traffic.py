"""`sluice rollback traffic`: the previous version gets all of the traffic again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sluice.canary.model.reasons import Phase
from sluice.canary.plan_release import plan
from sluice.canary.ports.reading import require
from sluice.canary.ports.tasks import Tasks
from sluice.canary.verbs import abort, terminal
from sluice.canary.verbs.begin import begin
from sluice.errors import NotNow
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.canary.model.events import Event
    from sluice.canary.model.observation import Survey
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session
    from sluice.canary.verbs.show.progress import Progress

DRAIN_SECONDS = 60


def describe(session: Session) -> str:
    """Return what `run` would do, in one sentence.

    Raises:
        NotNow: there is nothing to go back from.
    """
    if session.journal.unfinished() is not None:
        return abort.describe(session)
    last = _last_promoted(session)
    return (
        f"would bring back what {last.live} served before release {last.id}: its tasks start, "
        "and once they are healthy and answer they get all of the traffic"
    )


def run(session: Session, progress: Progress, *, why: str) -> Exit:
    """Go back: from the release that is under way, else from the last one promoted.

    Returns:
        0 where the previous version serves alone, read back.

    Raises:
        NotNow: there is nothing to go back from.
        LeaseHeld: somebody else may change the environment now.
    """
    from sluice.canary import first_state  # noqa: PLC0415 - not before it is needed

    if session.journal.unfinished() is not None:
        ended = abort.run(session, progress, why=why)
        return Exit.DONE if ended is Exit.ROLLED_BACK else ended
    last = _last_promoted(session)
    planned = plan(session.descriptor, environment=os.environ)
    # What was sent away is not kept for long: only until no load balancer node sends to it.
    drain = min(planned.drain_seconds, DRAIN_SECONDS / planned.speed)
    planned = planned.model_copy(update={"drain_seconds": drain})

    def first(survey: Survey, id_: str, now: float) -> tuple[Release, tuple[Event, ...]]:
        return first_state.bring_back(
            survey,
            session.descriptor,
            planned,
            first_state.Beginning(
                id=id_,
                image=_image_before(session, last),
                by=session.by,
                why=why,
                now=now,
            ),
        )

    lease, release = begin(session, first, lease_seconds=planned.lease_seconds)
    return terminal.run(session, lease, release, progress)


def _last_promoted(session: Session) -> Release:
    for release in session.journal.releases():
        if release.phase is Phase.PROMOTED and release.brings_back:
            # Twice in a hurry must not bring back what was just taken away.
            raise NotNow(
                f"release {release.id} brought the previous version back already, and "
                f"{release.canary} serves it: release a version with 'sluice shift' instead"
            )
        if release.phase is Phase.PROMOTED:
            return release
    environment = session.descriptor.environment
    raise NotNow(
        f"no release was ever promoted in {environment}: what serves is what was deployed, "
        "and there is nothing before it"
    )


def _image_before(session: Session, last: Release) -> str:
    """Return the image that the colour which comes back ran, by its task definition."""
    arn = last.live_task_definition_arn
    tasks = Tasks(session.descriptor, session.client)
    return require(f"task definition {arn}", lambda: tasks.image(arn))
