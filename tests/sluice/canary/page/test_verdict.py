"""The first line, the second, and the one for chats."""

from __future__ import annotations

import pytest

from sluice.canary.model.reasons import FailReason, HoldReason, Phase
from sluice.canary.model.release import Failure, Hold
from sluice.canary.page import summary
from sluice.canary.page.verdict import Outcome, verdict
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.page import worlds
from tests.sluice.canary.releases import release

FAILURE = Failure(reason=FailReason.ERRORS, at=T0 + 60, sentence="9 % of 100 failed.")


def test_a_good_release_is_promoted_with_the_judges_numbers() -> None:
    found = verdict(worlds.good().release)
    assert found.outcome is Outcome.PROMOTED
    assert "requests to the new version failed (live: " in found.why


def test_a_bad_release_is_rolled_back_with_the_judges_numbers() -> None:
    found = verdict(worlds.bad().release)
    assert found.outcome is Outcome.ROLLED_BACK
    assert found.reason == "ERRORS"
    assert "odds of chance" in found.why


def test_a_release_that_still_goes_back_says_so() -> None:
    found = verdict(release(phase=Phase.ROLLING_BACK, failure=FAILURE))
    assert (found.outcome, found.why) == (Outcome.ROLLING_BACK, FAILURE.sentence)


def test_a_held_release_says_until_when() -> None:
    found = verdict(worlds.held().release)
    assert (found.outcome, found.reason) == (Outcome.HELD, "METRICS_LATE")
    assert "It goes back at 08:44:01 UTC unless" in found.why


def test_a_pause_has_no_deadline() -> None:
    hold = Hold(reason=HoldReason.PAUSED, since=T0, sentence="Paused by a person.")
    found = verdict(release(phase=Phase.BAKING, step=0, hold=hold))
    assert found.why == "Paused by a person. It waits until a person resumes it."


@pytest.mark.parametrize(
    ("phase", "step", "why"),
    [
        (Phase.PREPARING, -1, "no request goes to it yet"),
        (Phase.STARTING, -1, "tasks are starting"),
        (Phase.SMOKING, -1, "test listener"),
        (Phase.SHIFTING, 0, "Step 1 of 5 gives the new version 5 % of the requests. Nothing has"),
        (Phase.BAKING, 1, "Step 2 of 5 gives the new version 10 %"),
        (Phase.DRAINING, 4, "the old one waits"),
        (Phase.RETIRING, 4, "are being stopped"),
    ],
)
def test_a_release_under_way_says_where_it_is(phase: Phase, step: int, why: str) -> None:
    found = verdict(release(phase=phase, step=step))
    assert found.outcome is Outcome.UNDER_WAY
    assert why in found.why


def test_a_version_that_was_brought_back_does_not_boast_of_numbers() -> None:
    found = verdict(release(phase=Phase.PROMOTED, brings_back=True))
    assert found.why == "An earlier version was asked for, and green serves it alone."


def test_the_summary_is_one_line_that_begins_with_the_verdict() -> None:
    text = summary(worlds.bad().release)
    assert text.startswith("Rolled back (ERRORS): web stage sha256:3f9c01d23f9c, release 2027")
    assert ", after 7 min" in text
    several = FAILURE.model_copy(update={"sentence": "one\ntwo\r\n\tthree"})
    text = summary(release(phase=Phase.ROLLED_BACK, failure=several, ended_at=T0 + 61))
    assert text.endswith("after 1 min 01 s. one two three")


def test_the_summary_of_a_rehearsal_says_that_it_was_one() -> None:
    assert "rehearsal at 12 times speed" in summary(worlds.rehearsed().release)
