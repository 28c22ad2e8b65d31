"""`history`: past releases, and one release's audit trail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sluice.canary.verbs import history
from sluice.errors import NotNow, UsageRefused
from tests.sluice.canary.fake_world import NEW

if TYPE_CHECKING:
    from tests.sluice.canary.verbs.sessions import Stage


def test_the_history_lists_the_newest_first_with_why_it_ended_so(stage: Stage) -> None:
    stage.shift()
    promoted = stage.newest()
    stage.clock.sleep(60)
    stage.world.registered = None
    stage.world.errors[NEW] = 0.5
    stage.shift(by="two@host")
    found = history.releases(stage.session(), limit=10)
    assert [each.id for each in found] == sorted((each.id for each in found), reverse=True)
    assert found[1] == promoted
    documents = json.loads(history.releases_json(found))
    assert [each["phase"] for each in documents] == ["ROLLED_BACK", "PROMOTED"]
    assert documents[0]["failure"]["reason"] == "ERRORS"
    console = Console(width=80, record=True, file=None, quiet=True)
    console.quiet = False
    with console.capture() as captured:
        console.print(history.table(found))
    shown = captured.get()
    assert all(each.id in shown for each in found), "at 80 columns ids are whole"
    assert history.releases(stage.session(), limit=1) == found[:1]


def test_one_releases_history_is_its_whole_audit_trail(stage: Stage) -> None:
    stage.shift()
    release = stage.newest()
    found, events = history.trail(stage.session(), release.id[:11])
    assert found == release
    lines = history.lines(found, events)
    assert lines[1].startswith("promoted: ")
    assert lines[2] == "why: a test"
    assert len(lines) == 4 + len(events)
    document = json.loads(history.trail_json(found, events))
    assert document["release"]["id"] == release.id
    assert [each["number"] for each in document["events"]] == list(range(len(events)))


def test_a_release_that_does_not_exist_is_said_so(stage: Stage) -> None:
    stage.shift()
    with pytest.raises(NotNow, match="stage has no release 1999"):
        history.trail(stage.session(), "1999")


def test_a_beginning_that_several_releases_share_is_refused(stage: Stage) -> None:
    stage.shift()
    stage.world.registered = None
    stage.shift()
    with pytest.raises(UsageRefused):
        history.trail(stage.session(), "20270115")
