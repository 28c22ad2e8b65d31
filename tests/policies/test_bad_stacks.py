"""The table of bad stacks: each one change from a good one, and all of them found by our gate."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.bad_stacks import contest
from benchmarks.bad_stacks.__main__ import RESULTS
from benchmarks.bad_stacks.draft import Bad, Draft
from tests.policies.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_BAD = [bad for _, bad in contest.bad_ones()]
_SEVERAL = {"destroys all alarms", "SSH for everybody, beside required_version"}
"""What is one deed, and more than one place."""


def _good(folder: Path, stack: str) -> dict[str, Any]:
    text = (folder / "stacks" / stack / "cdk.tf.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def _parts(document: dict[str, Any]) -> dict[str, Any]:
    """Return a stack's parts, by the address or name of each."""
    parts = {
        f"{kind}.{name}": values
        for kind, named in document["resource"].items()
        for name, values in named.items()
    }
    return {**parts, **{key: each for key, each in document.items() if key != "resource"}}


@pytest.mark.parametrize("bad", _BAD, ids=lambda bad: f"{bad.stack} {bad.what}")
def test_a_bad_stack_is_one_change_from_the_good_one(bad: Bad, app_folder: Path) -> None:
    good = _good(app_folder, bad.stack)
    draft = Draft(good)

    bad.change(draft)

    before, after = _parts(good), _parts(draft.document)
    edited = {name for name in before if before[name] != after.get(name, before[name])}
    gone, new = set(before) - set(after), set(after) - set(before)
    if len(gone) == len(new) == 1:  # a new id: what refers to it follows
        assert before[gone.pop()] | {"//": 0} == after[new.pop()] | {"//": 0}
    elif bad.what not in _SEVERAL:
        # A bad peer, block or list may have to be added before it can be referred to.
        assert len(edited | gone) <= 1 <= len(edited | gone | new) <= 2


def test_there_are_sixty_at_least_and_no_two_alike() -> None:
    names = [(bad.stack, bad.what, bad.planned) for bad in _BAD]

    assert len(set(names)) == len(names) >= 60


def test_the_table_holds_each_of_them() -> None:
    text = RESULTS.read_text(encoding="utf-8")

    assert [bad.what for bad in _BAD if f"| {bad.what} |" not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("topic", contest.TOPICS)
def test_our_gate_finds_every_one(topic: str, app_folder: Path, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()

    rows = contest.compare(app_folder, tmp_path, root=ROOT, today=today, topics=(topic,))

    assert [row.bad.what for row in rows if not row.found] == []
    assert any(not row.plain for row in rows), "plain Checkov misses some of each topic"
    assert {row.parsed for row in rows} == {topic != "blinds"}
