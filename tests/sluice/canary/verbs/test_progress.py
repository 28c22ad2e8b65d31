"""What is told while a release is driven, to whom, and what if nobody listens."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from sluice.canary.model.reasons import Phase
from sluice.canary.verbs.show import progress
from sluice.canary.verbs.show.live import render
from sluice.canary.verbs.show.picture import Picture
from sluice.canary.verbs.show.progress import JsonLines, LiveView, PlainLines, Result, Unbreakable
from tests.sluice.canary.fake_world import NEW
from tests.sluice.canary.verbs.sessions import Told, baking, once

if TYPE_CHECKING:
    import pytest

    from sluice.canary.model.release import Release
    from tests.sluice.canary.verbs.sessions import Stage

RESULT = Result(release="1", phase="PROMOTED", exit_code=0, sentence="promoted: it serves")


def test_plain_lines_begin_with_the_title_and_leave_intents_out(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told()
    stage.shift(told)
    lines = PlainLines()
    for release in told.releases:
        lines.moved(release, [event for event in told.events if event.number < 3])
        break
    lines.end(RESULT)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("web stage, release ")
    assert not any("Going to" in line for line in printed)
    assert printed[-1] == "promoted: it serves"


def test_json_lines_are_one_document_each_and_the_last_one_is_the_result(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told()
    stage.shift(told)
    capsys.readouterr()
    lines = JsonLines()
    lines.moved(told.releases[-1], told.events)
    lines.note("something for a person")
    lines.end(RESULT)
    out, err = capsys.readouterr()
    documents = [json.loads(line) for line in out.splitlines()]
    assert [each["number"] for each in documents[:-1]] == list(range(len(told.events)))
    assert documents[-1]["kind"] == "RESULT"
    assert err == "something for a person\n"


def screen(release: Release, told: Told, *, now: float) -> str:
    picture = Picture(release)
    picture.add(release, told.events)
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    with console.capture() as captured:
        console.print(render(picture, now=now))
    return captured.get()


def test_the_live_view_shows_weights_rates_evidence_and_the_clock(stage: Stage) -> None:
    told, screens = Told(), []

    def draw() -> None:
        screens.append(screen(told.releases[-1], told, now=stage.clock.now() + 65))

    told.on_move = once(lambda release: baking(1)(release) and release.judgement is not None, draw)
    stage.shift(told)
    (shown,) = screens
    assert "✓ 5 % ─ ▶ 25 % ─ · 100 %" in shown
    assert "BAKING step 2 of 3 (25 %)  for 1 min 05 s of 5 min" in shown
    rows = [line for line in shown.splitlines() if "green (new)" in line]
    assert "25 %      25 %" in rows[0]
    assert "errors, absolute" in shown
    assert "PASS: " in shown


def test_the_live_view_of_an_end_says_the_verdict_and_which_step_failed(stage: Stage) -> None:
    stage.world.errors[NEW] = 0.2
    told = Told()
    stage.shift(told)
    shown = screen(stage.newest(), told, now=stage.clock.now())
    assert "✗ 5 % ─ · 25 % ─ · 100 %" in shown
    assert "rolled back (ERRORS) after" in shown
    assert "100 %" in shown


def test_the_live_view_of_a_hold_says_when_it_rolls_back(stage: Stage) -> None:
    told, screens = Told(), []

    def draw() -> None:
        release = told.releases[-1]
        assert release.hold is not None
        screens.append(screen(release, told, now=release.hold.since + 60))

    told.on_move = once(lambda release: release.hold is not None, draw)
    stage.shift(told)
    assert "(rolls back in 29 min)" in " ".join(screens[0].replace("│", " ").split())


def test_the_view_is_drawn_until_the_end_and_then_the_verdict_follows(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    view = LiveView()
    view.note("before anything is seen")
    with view:
        told = Told(on_move=lambda release: view.moved(release, ()))
        stage.shift(told)
        view.note("Ctrl-C: going back")
    view.end(RESULT)
    out = capsys.readouterr().out
    assert out.startswith("before anything is seen\n")
    assert "promoted: it serves" in out


def test_a_listener_that_is_gone_does_not_end_the_driver(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(Told):
        def moved(self, *_: object) -> None:
            raise BrokenPipeError

    with Path(os.devnull).open("w") as nowhere:
        monkeypatch.setattr(sys, "stdout", nowhere)
        stage.shift(Unbreakable(Gone()))
    assert stage.newest().phase is Phase.PROMOTED


def test_a_pipe_that_was_closed_ends_quietly() -> None:
    code = (
        "import sys\n"
        "from sluice.canary.verbs.show.progress import PlainLines, Unbreakable\n"
        "told = Unbreakable(PlainLines())\n"
        "[told.note('x' * 1000) for _ in range(1000)]\n"
        "sys.exit(10)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 10


def test_without_a_terminal_lines_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    progress.choose(as_json=False).end(RESULT)
    progress.choose(as_json=True).end(RESULT)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "promoted: it serves"
    assert json.loads(second)["exit_code"] == 0
