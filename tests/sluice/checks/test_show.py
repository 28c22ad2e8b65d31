"""Findings are told alike by every command: a tree, JSON, a sentence, an exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.checks.finding import Finding, State, bad, ok, unknown
from sluice.checks.show import show
from sluice.exits import Exit

if TYPE_CHECKING:
    import pytest

SKIPPED = Finding(check="scan", state=State.SKIPPED, sentence="never scanned")


def test_where_all_is_ok_the_last_line_says_what_that_means(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [ok("image", "it is there"), ok("image", "it is signed"), ok("roles", "two")]
    assert show(found, title="stage", good="ready: go on", as_json=False) is Exit.DONE
    assert capsys.readouterr().out.splitlines() == [
        "stage",
        "├── image",
        "│   ├── OK  it is there",
        "│   └── OK  it is signed",
        "└── roles",
        "    └── OK  two",
        "ready: go on (3 findings, all of them OK)",
    ]


def test_what_was_skipped_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([SKIPPED, ok("a", "b")], title="t", good="ready", as_json=False) is Exit.DONE
    assert capsys.readouterr().out.endswith("ready (2 findings, 1 of them skipped)\n")


def test_a_refusal_counts_what_is_unknown_and_names_the_checks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [bad("roles", "one is gone"), unknown("alarms", "no answer"), ok("image", "there")]
    assert show(found, title="t", good="ready", as_json=False) is Exit.REFUSED
    assert capsys.readouterr().out.endswith(
        "refused: 2 of 3 findings are not OK (1 of them are unknown): roles, alarms\n"
    )


def test_json_is_the_list_of_findings_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([bad("roles", "gone")], title="t", good="ready", as_json=True) is Exit.REFUSED
    assert json.loads(capsys.readouterr().out) == [
        {"check": "roles", "state": "BAD", "sentence": "gone"}
    ]
