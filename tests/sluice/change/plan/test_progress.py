"""What Terraform says line by line, and what the user sees of it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from sluice.change.plan.progress import Listener, Progress

if TYPE_CHECKING:
    from collections.abc import Callable


def _line(kind: str, **more: object) -> str:
    return json.dumps({"@level": "info", "type": kind, **more}) + "\n"


def test_errors_are_kept_with_their_details_and_warnings_are_none() -> None:
    listener = Listener(Progress())
    listener.hear(_line("version", terraform="1.11.4"))
    for severity in ("warning", "error"):
        listener.hear(_line("diagnostic", diagnostic={"severity": severity, "summary": severity}))
    assert listener.problems == [("error", "")]
    assert listener.warnings == ["warning"]


@pytest.mark.parametrize("line", ["Error: no such flag\n", "[1]\n", "{}\n", '"text"\n'])
def test_what_is_no_message_is_told_where_no_error_was(line: str) -> None:
    listener = Listener(Progress())
    listener.hear(line)
    assert listener.problems == [(line, "")]


def test_each_step_is_a_line_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    with progress.step("plan", "terraform plan"):
        Listener(progress).hear(_line("refresh_complete"))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "terraform plan: 0.0 s\n"
    assert set(progress.seconds) == {"plan"}


def test_on_a_terminal_a_step_counts_what_was_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal: Callable[[], bool] = lambda: True  # noqa: E731 - a stand-in of one word
    monkeypatch.setattr(sys.stderr, "isatty", terminal)
    progress = Progress()
    with progress.step("plan", "terraform plan"):
        listener = Listener(progress)
        for _ in range(2):
            listener.hear(_line("refresh_complete"))
    err = capsys.readouterr().err
    assert "terraform plan ... 0 s, 2 resources read" in err
    assert err.endswith("\r\x1b[2Kterraform plan: 0.0 s\n")


def test_a_step_that_fails_is_not_told_as_done(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    with pytest.raises(KeyError), progress.step("plan", "terraform plan"):
        raise KeyError
    assert capsys.readouterr().err == ""
    assert progress.seconds == {}
