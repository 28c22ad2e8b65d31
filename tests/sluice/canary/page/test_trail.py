"""The table of decisions and the traces of evidence."""

from __future__ import annotations

from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Verdict
from sluice.canary.page.evidence import traces
from sluice.canary.page.trail import trail
from tests.sluice.canary.page.made import event, period


def test_judgements_in_a_row_with_one_verdict_are_one_row_the_newest() -> None:
    events = (
        period(0),
        period(1),
        period(2, verdict=Verdict.HOLD),
        event(400, EventKind.HELD),
        period(3, after=420, verdict=Verdict.HOLD),
    )
    rows = trail(events).head
    assert [(row.kind, row.together, row.sentence) for row in rows] == [
        ("judged PASS", 2, "Judged minute 1."),
        ("judged HOLD", 1, "Judged minute 2."),
        ("held", 1, "It is so."),
        ("judged HOLD", 1, "Judged minute 3."),
    ]


def test_no_other_event_is_left_out() -> None:
    events = tuple(event(at, kind) for at, kind in enumerate(EventKind))
    assert len(trail(events).head) == len(events)


def test_of_thousands_the_first_and_the_last_are_kept_and_the_rest_is_counted() -> None:
    events = tuple(event(at, EventKind.HELD, f"{at}") for at in range(5000))
    found = trail(events, most=100)
    assert [row.sentence for row in found.head] == [f"{at}" for at in range(50)]
    assert [row.sentence for row in found.tail] == [f"{at}" for at in range(4950, 5000)]
    assert found.left_out == 4900


def test_a_trace_holds_what_was_known_when() -> None:
    events = [period(minute, evidence=float(minute)) for minute in range(4)]
    absolute, relative = traces(events)
    assert (absolute.name, absolute.family, absolute.manner) == (
        "errors, absolute",
        "errors",
        "absolute",
    )
    assert [known.result.evidence for known in absolute.known] == [0, 1, 2, 3]
    assert [known.at for known in absolute.known] == [event.at for event in events]
    assert relative.newest.evidence == 1.5


def test_of_many_judgements_the_newest_is_always_kept() -> None:
    events = [period(minute, evidence=float(minute)) for minute in range(1441)]
    (absolute, _) = traces(events)
    assert absolute.newest.evidence == 1440
    assert 200 <= len(absolute.known) <= 240
