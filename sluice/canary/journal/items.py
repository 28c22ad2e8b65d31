"""Releases and events as items of the table, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from sluice.canary.model.events import Event
from sluice.canary.model.reasons import Phase
from sluice.canary.model.release import SCHEMA_VERSION, Release
from sluice.journal.errors import JournalRefused
from sluice.journal.table import Put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sluice.journal.table import Scalar

RELEASE_PREFIX = "release#"
EVENT_PREFIX = "event#"

_MOST_EVENT_ITEMS = 90
"""DynamoDB writes at most 100 items in one transaction; three are not events."""

_EVENTS = TypeAdapter(tuple[Event, ...])


def trail_key(id_: str) -> str:
    """Return the partition of a release's audit trail."""
    return f"release#{id_}"


def put_release(pk: str, release: Release, epoch: int, *, version_before: int | None) -> Put:
    """Return the write of a release's state.

    Args:
        pk: the partition of its environment.
        release: the state.
        epoch: of the lease under which it is written.
        version_before: which must be there; None: no such release must be there.
    """
    item: dict[str, Scalar] = {
        "state": release.model_dump_json(),
        "version": release.version,
        "epoch": epoch,
        "phase": release.phase.value,
        "schema_version": release.schema_version,
    }
    expect: Mapping[str, Scalar] | None = None
    if version_before is not None:
        expect = {"version": version_before}
    return Put(pk, f"{RELEASE_PREFIX}{release.id}", item, expect)


def read_release(pk: str, sk: str, item: Mapping[str, Scalar]) -> Release:
    """Return a release.

    Raises:
        JournalRefused: the item is damaged, or of another program's schema.
    """
    _require_schema(pk, sk, item)
    try:
        release = Release.model_validate_json(str(item["state"]))
        if (release.version, release.id) != (int(item["version"]), sk.removeprefix(RELEASE_PREFIX)):
            raise JournalRefused(damaged(pk, sk, "its state is not of its version or id"))
    except (KeyError, ValueError) as error:
        raise JournalRefused(damaged(pk, sk, first_problem(error))) from error
    return release


def has_ended(item: Mapping[str, Scalar]) -> bool:
    """Return whether a release's item says that nothing is left to do."""
    try:
        return Phase(str(item.get("phase"))).ended
    except ValueError:
        return False


def put_events(id_: str, events: Sequence[Event]) -> Iterator[Put]:
    """Yield the writes of a release's new events, one each, or more where they are many."""
    size = -(-len(events) // _MOST_EVENT_ITEMS) or 1
    for at in range(0, len(events), size):
        some = tuple(events[at : at + size])
        item: dict[str, Scalar] = {
            "events": _EVENTS.dump_json(some).decode(),
            "kinds": " ".join(event.kind for event in some),
            "schema_version": SCHEMA_VERSION,
        }
        yield Put(trail_key(id_), f"{EVENT_PREFIX}{some[0].number:08d}", item, None)


def read_events(pk: str, sk: str, item: Mapping[str, Scalar]) -> tuple[Event, ...]:
    """Return the events of one item.

    Raises:
        JournalRefused: the item is damaged, or of another program's schema.
    """
    _require_schema(pk, sk, item)
    try:
        return _EVENTS.validate_json(str(item["events"]))
    except (KeyError, ValueError) as error:
        raise JournalRefused(damaged(pk, sk, first_problem(error))) from error


def _require_schema(pk: str, sk: str, item: Mapping[str, Scalar]) -> None:
    version = item.get("schema_version")
    if version != SCHEMA_VERSION:
        raise JournalRefused(
            f"the journal's item '{pk}', '{sk}' has schema_version {version!r}, this sluice reads "
            f"{SCHEMA_VERSION}: use the sluice that wrote it"
        )


def damaged(pk: str, sk: str, why: str) -> str:
    """Return the sentence that says which item is damaged, how, and what to do."""
    return (
        f"the journal's item '{pk}', '{sk}' cannot be read ({why}): use the sluice that wrote it, "
        "or restore the item from the table's backup"
    )


def first_problem(error: Exception) -> str:
    """Return what was wrong with an item, in a few words."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return f"{field}: {first['msg']}" if field else first["msg"]
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]}"
    return str(error)
