"""`sluice history`: past releases, and one release's audit trail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.canary import wording
from sluice.canary.image import short
from sluice.errors import NotNow

if TYPE_CHECKING:
    from rich.table import Table

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.verbs.session import Session

_STYLES = {"PROMOTED": "green", "ROLLED_BACK": "red"}


def releases(session: Session, *, limit: int) -> tuple[Release, ...]:
    """Return the newest releases, newest first."""
    return session.journal.releases(limit)


def trail(session: Session, id_: str) -> tuple[Release, tuple[Event, ...]]:
    """Return one release and its audit trail.

    Raises:
        NotNow: there is none with that id, or with that beginning.
    """
    found = session.journal.release(id_)
    if found is None:
        environment = session.descriptor.environment
        raise NotNow(
            f"{environment} has no release {id_}, or more than one that begins so: "
            f"'sluice history {environment}' lists them"
        )
    return found, tuple(session.journal.events(found.id))


def table(found: tuple[Release, ...]) -> Table:
    """Return the releases as a table, newest first."""
    from rich.table import Table  # noqa: PLC0415 - slow
    from rich.text import Text  # noqa: PLC0415 - slow, and not always needed

    # The id holds the time of start.
    made = Table("release", "took", "image", "by", "end", "why", box=None)
    for column in made.columns[:-1]:
        column.no_wrap = True
    for release in found:
        phase = release.phase.value
        end = release.failure.reason.value if release.failure else release.why
        made.add_row(
            release.id,
            wording.duration((release.ended_at or release.phase_since) - release.started_at),
            short(release.image).partition(":")[2],
            release.started_by,
            Text(phase, style=_STYLES.get(phase, "yellow")),
            end,
        )
    return made


def lines(release: Release, events: tuple[Event, ...]) -> list[str]:
    """Return an audit trail, a line an event, with the verdict first."""
    head = [wording.title(release), wording.verdict(release)]
    if release.why:
        head.append(f"why: {release.why}")
    return [*head, "", *map(wording.line, events)]


def releases_json(found: tuple[Release, ...]) -> str:
    """Return the releases as a JSON list, newest first."""
    return json.dumps([each.model_dump(mode="json") for each in found], indent=2)


def trail_json(release: Release, events: tuple[Event, ...]) -> str:
    """Return one release and its events as a JSON document."""
    return json.dumps(
        {
            "release": release.model_dump(mode="json"),
            "events": [each.model_dump(mode="json", exclude_none=True) for each in events],
        },
        indent=2,
    )
