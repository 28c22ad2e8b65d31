"""Checks are made one after another, whatever becomes of one; and what is not OK refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.checks.finding import Finding, State, bad, ok
from sluice.checks.run import refused, require, require_skippable, run
from sluice.errors import AwsUnreachable, NotNow, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Iterator


def _good(name: str) -> Iterator[Finding]:
    yield ok("good", f"{name} is as it must be")


def _bad(name: str) -> Iterator[Finding]:
    yield bad("bad", f"{name} is not")


def _no_answer(name: str) -> Iterator[Finding]:
    yield ok("silent", "the first half")
    raise AwsUnreachable(f"could not read {name}")


def _other_answer(_name: str) -> Iterator[Finding]:
    yield ok("odd", {"a": "b"}["c"])


CHECKS = {"silent": _no_answer, "odd": _other_answer, "good": _good, "bad": _bad}


def test_what_cannot_be_read_is_unknown_and_the_next_check_is_made_all_the_same() -> None:
    found = run(CHECKS, "web")
    assert [(each.check, each.state) for each in found] == [
        ("silent", State.UNKNOWN),
        ("odd", State.UNKNOWN),
        ("good", State.OK),
        ("bad", State.BAD),
    ]
    assert found[0].sentence == "could not be read: could not read web"
    assert "the answer is not as expected: KeyError" in found[1].sentence


def test_what_is_bad_or_unknown_refuses_and_what_was_skipped_does_not() -> None:
    found = run(CHECKS, "web", skip=["odd", "good", "bad"])
    assert [each.check for each in refused(found)] == ["silent"]
    assert [each.state for each in found if each.check == "good"] == [State.OK]


def test_a_refusal_names_every_check_that_is_not_ok() -> None:
    with pytest.raises(NotNow, match=r"verify refuses the apply: bad: web is not$"):
        require(run({"good": _good, "bad": _bad}, "web"), what="the apply")
    require(run({"good": _good}, "web"), what="the apply")


@pytest.mark.parametrize("name", ["good", "nothing"])
def test_only_known_checks_can_be_skipped_and_not_those_that_all_stands_on(name: str) -> None:
    with pytest.raises(
        UsageRefused, match=f"--skip-verify {name}: must be one of silent, odd, bad"
    ):
        require_skippable([name], CHECKS, not_to_skip=["good"])
