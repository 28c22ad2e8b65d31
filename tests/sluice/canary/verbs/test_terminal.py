"""A release driven from a terminal: how it ends, and what signals do to it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.reasons import FailReason, Phase
from sluice.canary.verbs import abort
from sluice.exits import Exit
from tests.sluice.canary.fake_world import NEW
from tests.sluice.canary.verbs.sessions import Told, baking, once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sluice.canary.verbs.sessions import Stage


def kill(number: int) -> None:
    os.kill(os.getpid(), number)


def test_a_good_release_ends_promoted_with_the_verdict_in_one_sentence(stage: Stage) -> None:
    told = Told()
    assert stage.shift(told) is Exit.DONE
    (result,) = told.results
    assert result.exit_code == 0
    assert result.phase == "PROMOTED"
    assert result.sentence.startswith(
        "promoted: green serves sha256:bbbbbbbbbbbb with all of the traffic, after "
    )
    assert [event.number for event in told.events] == list(range(len(told.events)))


def test_a_bad_release_ends_rolled_back_and_the_sentence_says_why(stage: Stage) -> None:
    stage.world.errors[NEW] = 0.2
    told = Told()
    assert stage.shift(told) is Exit.ROLLED_BACK
    release = stage.newest()
    assert release.failure is not None
    assert release.failure.reason is FailReason.ERRORS
    assert release.failure.sentence in told.results[0].sentence
    assert told.results[0].sentence.startswith("rolled back (ERRORS) after ")


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")]
)
def test_a_signal_once_rolls_back_and_the_journal_says_who(
    stage: Stage, number: int, name: str
) -> None:
    told = Told(on_move=once(baking(), lambda: kill(number)))
    assert stage.shift(told) is Exit.ROLLED_BACK
    release = stage.newest()
    assert release.failure is not None
    assert release.failure.reason is FailReason.ABORTED
    assert told.notes == [f"{name}: going back; once more leaves the release as it is"]
    assert any(f"{name} at the driver" in event.sentence for event in told.events)
    assert stage.clock.woken == 1
    assert stage.world.weights == release.live_weights


def test_a_signal_twice_leaves_the_release_and_says_how_to_go_on(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    def twice() -> None:
        kill(signal.SIGINT)
        kill(signal.SIGTERM)

    told = Told(on_move=once(baking(), twice))
    assert stage.shift(told) is Exit.INTERRUPTED
    assert stage.newest().phase is Phase.BAKING
    assert told.results == []
    assert (
        "'sluice resume stage' goes on, 'sluice abort stage' goes back" in capsys.readouterr().err
    )


def test_a_lost_terminal_does_not_end_the_driver(stage: Stage) -> None:
    told = Told(on_move=once(baking(), lambda: kill(signal.SIGHUP)))
    assert stage.shift(told) is Exit.DONE


def test_the_signals_are_as_before_once_a_release_has_ended(stage: Stage) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    stage.shift(Told(on_move=once(baking(), lambda: kill(signal.SIGINT))))
    assert [signal.getsignal(number) for number in numbers] == before


def test_a_driver_that_was_taken_over_says_superseded_and_how_it_stands(stage: Stage) -> None:
    other = stage.session("two@host")
    rolled_back = Told()
    told = Told(
        on_move=once(baking(1), lambda: abort.run(other, rolled_back, why="a person said so"))
    )
    assert stage.shift(told) is Exit.SUPERSEDED
    assert rolled_back.results[0].exit_code == Exit.ROLLED_BACK
    assert told.results[0].exit_code == Exit.SUPERSEDED
    assert told.results[0].sentence.startswith("superseded: ")
    assert "rolled back (ABORTED)" in told.results[0].sentence


def test_the_report_is_written_and_told(stage: Stage, folder: Path) -> None:
    told = Told()
    stage.shift(told)
    written = folder / "reports" / "stage" / stage.newest().id
    assert told.results[0].report is not None
    assert (folder / told.results[0].report).parent == written
    assert {"canary.html", "release.json"} <= {path.name for path in written.iterdir()}


def test_a_report_that_cannot_be_written_changes_nothing_about_the_end(
    stage: Stage, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "reports").write_text("in the way")
    told = Told()
    assert stage.shift(told) is Exit.DONE
    assert told.results[0].report is None
    assert "warning: no report in reports/stage/" in capsys.readouterr().err
