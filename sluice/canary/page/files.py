"""Writes a release's page, picture and data into one folder."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.page import picture
from sluice.canary.page.context import Context
from sluice.canary.page.page import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        page: `canary.html`.
        data: `release.json`.
        picture: `canary.png`; None where it was not drawn.
        note: one sentence that says why not; else empty.
    """

    page: Path
    data: Path
    picture: Path | None
    note: str = ""


def folder_of(reports: Path, release: Release) -> Path:
    """Return a release's folder: `<reports>/<environment>/<release id>`."""
    return reports / release.environment / release.id


def write(
    folder: Path,
    release: Release,
    events: Sequence[Event],
    context: Context = Context(),  # noqa: B008 - frozen
    *,
    now: float | None = None,
) -> Written:
    """Write the report of a release, of one that is under way as well.

    Each file appears as a whole or not at all, and replaces the one from before.

    Args:
        folder: where to; made if it is not there. See `folder_of`.
        release: the newest state.
        events: its audit trail, in order.
        context: who answers for the service.
        now: until when a release under way is shown; without it, until its last event.

    Raises:
        OSError: a file could not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "release.json"
    _replace(data, as_data(release, events).encode())
    drawn, note = _picture(folder / "canary.png", release, events, now)
    page = folder / "canary.html"
    _replace(page, render(release, events, context, note=note, now=now).encode())
    return Written(page, data, drawn, note)


def as_data(release: Release, events: Sequence[Event]) -> str:
    """Return a release and its events as one JSON document.

    `{"schema_version": 1, "release": {...}, "events": [...]}`; the parts are read back with
    `Release.model_validate` and `Event.model_validate`.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "release": release.model_dump(mode="json"),
        "events": [event.model_dump(mode="json", exclude_none=True) for event in events],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _picture(
    path: Path, release: Release, events: Sequence[Event], now: float | None
) -> tuple[Path | None, str]:
    try:
        drawn = picture.draw(release, events, now=now)
    except ImportError:
        note = (
            "The picture for chats was not drawn: matplotlib is not installed "
            "(pip install 'sluice[report]')."
        )
    except Exception as error:  # noqa: BLE001 - the page matters more than its picture
        note = f"The picture for chats was not drawn: {type(error).__name__}: {error}"
    else:
        _replace(path, drawn)
        return path, ""
    # One from before would show an earlier state.
    path.unlink(missing_ok=True)
    return None, note


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
