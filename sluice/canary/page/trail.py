"""The table of decisions: the audit trail, with what repeats itself told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.model.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.events import Event

MOST_ROWS = 400


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        event: number of the event; of the newest one where several are told at once.
        at: when, seconds since the epoch.
        kind: what the row shows as its kind.
        weight: class of its looks: `loud`, `plain` or `quiet`.
        together: how many events it stands for.
    """

    event: int
    at: float
    kind: str
    sentence: str
    weight: str
    together: int = 1


@dataclass(frozen=True)
class Trail:
    """The rows, and how many were left out after the first `head` rows."""

    head: tuple[Row, ...]
    left_out: int
    tail: tuple[Row, ...]


def trail(events: Sequence[Event], *, most: int = MOST_ROWS) -> Trail:
    """Return the table's rows.

    Judgements in a row with the same verdict become one row, the newest. Of more than `most`
    rows the first and the last are kept; the file beside the page holds all events.
    """
    rows = tuple(_rows(events))
    if len(rows) <= most:
        return Trail(rows, 0, ())
    half = most // 2
    return Trail(rows[:half], len(rows) - 2 * half, rows[-half:])


def _rows(events: Iterable[Event]) -> Iterable[Row]:
    group: list[Event] = []
    for event in events:
        if group and not (event.kind is EventKind.JUDGED and _same(group[-1], event)):
            yield _row(group)
            group = []
        if event.kind is EventKind.JUDGED:
            group.append(event)
        else:
            yield _row([event])
    if group:
        yield _row(group)


def _same(one: Event, other: Event) -> bool:
    if one.judgement is None or other.judgement is None:
        return one.judgement is other.judgement
    return (one.judgement.verdict, one.judgement.hold) == (
        other.judgement.verdict,
        other.judgement.hold,
    )


def _row(group: Sequence[Event]) -> Row:
    newest = group[-1]
    kind = newest.kind.value.replace("_", " ").lower()
    if newest.judgement is not None:
        kind = f"judged {newest.judgement.verdict.value}"
    return Row(
        event=newest.number,
        at=newest.at,
        kind=kind,
        sentence=newest.sentence,
        weight=_LOOKS.get(newest.kind, "plain"),
        together=len(group),
    )


_LOOKS = {
    EventKind.FAILED: "loud",
    EventKind.ENDED: "loud",
    EventKind.HELD: "loud",
    EventKind.TAKEN_OVER: "loud",
    EventKind.REQUEST: "loud",
    EventKind.INTENT: "quiet",
    EventKind.COMMITTED: "quiet",
}
