"""What happened when, from the audit trail."""

from __future__ import annotations

import pytest

from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase
from sluice.canary.page.timeline import MarkKind, timeline
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.page import worlds
from tests.sluice.canary.page.made import event
from tests.sluice.canary.releases import release


def test_a_good_release_has_one_segment_a_step() -> None:
    told = worlds.good()
    line = timeline(told.release, told.events)
    labels = [segment.label for segment in line.segments]
    assert labels == [
        *("prepare", "start tasks", "5 %", "10 %", "25 %", "50 %", "100 %", "drain", "stop old"),
    ]
    assert all(
        one.end == other.start for one, other in zip(line.segments, line.segments[1:], strict=False)
    )
    assert (line.segments[0].start, line.segments[-1].end) == (line.start, line.end)
    assert line.end == told.release.ended_at


def test_weights_are_told_where_they_change() -> None:
    told = worlds.good()
    line = timeline(told.release, told.events)
    assert [each.percent for each in line.weights] == [0, 5, 10, 25, 50, 100]
    assert line.weight_at(T0) == 0
    assert line.weight_at(line.end) == 100


def test_a_rollback_ends_at_no_weight() -> None:
    told = worlds.bad()
    line = timeline(told.release, told.events)
    assert [each.percent for each in line.weights] == [0, 5, 0]
    assert line.segments[-1].label == "back"


def test_a_hold_lasts_until_it_is_released_or_has_another_reason() -> None:
    events = (
        event(10, EventKind.HELD, "On hold, NO_TRAFFIC: nobody asks."),
        event(30, EventKind.HELD, "On hold, ALARM: it sounds."),
        event(40, EventKind.RELEASED),
        event(50, EventKind.HELD, "On hold, PAUSED: by a person."),
    )
    line = timeline(release(), events, now=T0 + 90)
    assert [(each.start - T0, each.end - T0, each.reason) for each in line.holds] == [
        (10, 30, "NO_TRAFFIC"),
        (30, 40, "ALARM"),
        (50, 90, "PAUSED"),
    ]


def test_a_hold_of_an_unknown_reason_is_a_hold() -> None:
    line = timeline(release(), (event(1, EventKind.HELD, "On hold, WEATHER: rain."),))
    assert [(each.reason, each.sentence) for each in line.holds] == [
        ("", "On hold, WEATHER: rain.")
    ]


@pytest.mark.parametrize(
    ("kind", "sentence", "phase", "mark"),
    [
        (EventKind.HELD, "On hold, FOREIGN_WRITE: x", Phase.BAKING, MarkKind.FOREIGN_WRITE),
        (EventKind.HELD, "On hold, ALARM: x", Phase.BAKING, MarkKind.HELD),
        (EventKind.TAKEN_OVER, "x", Phase.BAKING, MarkKind.TAKEN_OVER),
        (EventKind.REQUEST, "x", Phase.BAKING, MarkKind.REQUEST),
        (EventKind.FAILED, "x", Phase.BAKING, MarkKind.FAILED),
        (EventKind.ENDED, "x", Phase.PROMOTED, MarkKind.PROMOTED),
        (EventKind.ENDED, "x", Phase.ROLLED_BACK, MarkKind.ROLLED_BACK),
    ],
)
def test_decisions_are_marked(kind: EventKind, sentence: str, phase: Phase, mark: MarkKind) -> None:
    line = timeline(release(), (event(5, kind, sentence, phase=phase),))
    assert [each.kind for each in line.marks] == [mark]


def test_what_repeats_itself_every_minute_is_not_marked() -> None:
    events = (event(1, EventKind.JUDGED), event(2, EventKind.INTENT), event(3, EventKind.COMMITTED))
    assert timeline(release(), events).marks == ()


def test_a_release_without_any_event_has_a_time_line() -> None:
    line = timeline(release(), ())
    assert line.start < line.end
    assert [each.label for each in line.segments] == ["prepare"]
