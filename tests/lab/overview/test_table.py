"""A lab's state in a terminal."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from lab.overview.table import render


def _printed(document: dict[str, Any], width: int = 200) -> str:
    out = StringIO()
    Console(file=out, width=width).print(render(document))
    return out.getvalue()


@pytest.mark.parametrize(
    "shown",
    [
        "lab at http://127.0.0.1:4566, account 123456789012",
        "web-stage-blue 90, web-stage-green 10",
        "127.0.0.1:50443",
        "Target.ResponseCodeMismatch",
        "90.5",
        "IN_PROGRESS",
        "1.0.0",
        "127.0.0.1:55432",
        "web-stage-error-rate",
        "api-throttle-1",
    ],
)
def test_it_shows_targets_weights_rates_tasks_databases_alarms_and_faults(
    document: dict[str, Any], shown: str
) -> None:
    assert shown in _printed(document)


def test_a_part_that_does_not_run_is_left_out(document: dict[str, Any]) -> None:
    del document["parts"]["rds"]
    assert "databases" not in _printed(document)
    assert "targets" in _printed(document)


def test_a_group_without_targets_is_shown_as_such(document: dict[str, Any]) -> None:
    (line,) = [one for one in _printed(document).splitlines() if "none" in one]
    assert line.startswith("web-stage-green")


def test_a_narrow_terminal_shortens_the_reasons_and_not_the_names(document: dict[str, Any]) -> None:
    document["parts"]["cloudwatch"]["alarms"][0]["reason"] = "Threshold Crossed: " + "1.0, " * 40
    printed = _printed(document, width=80)
    (line,) = [one for one in printed.splitlines() if "web-stage-error-rate" in one]
    assert "ALARM" in line
    assert line.rstrip().endswith("…")
    assert "web-stage-blue " in printed
