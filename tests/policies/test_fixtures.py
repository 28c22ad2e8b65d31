"""Every rule has fixtures, a row in the table, and nothing to say against our own stacks."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from sluice.change.policy.answer import Mode
from tests.policies import cases
from tests.policies.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.policies.conftest import Answers

_FILES = sorted((ROOT / "policies").glob("ckv_web_*.py"))
_NUMBER = re.compile(r'number = "(CKV_WEB_\d+)"')
_WAIVED = {
    # A boundary of rights: it grants nothing by itself.
    ("bootstrap", "CKV_WEB_24", "aws_iam_policy.workload_boundary"),
    # dev is rebuilt at will.
    ("dev", "CKV_WEB_21", "aws_db_instance.database"),
    ("dev", "CKV_WEB_22", "aws_db_instance.database"),
}


def _rule(file: Path) -> str:
    found = _NUMBER.search(file.read_text(encoding="utf-8"))
    assert found, file
    return found[1]


def test_no_two_rules_have_one_number() -> None:
    numbers = [_rule(file) for file in _FILES]

    assert sorted(set(numbers)) == sorted(numbers)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_rule_has_fixtures_that_pass_and_that_fail(file: Path) -> None:
    expected = {case.synth for case in cases.load() if case.rule == _rule(file)}

    assert {cases.COMPLIANT, cases.NON_COMPLIANT} <= expected


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_rule_has_a_row_that_says_what_and_why(file: Path) -> None:
    readme = (ROOT / "policies" / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if f"[`{_rule(file)}`]({file.name})" in line)

    what, why = (cell.strip() for cell in row.split("|")[2:4])
    assert what in file.read_text(encoding="utf-8")
    assert len(why) > 30


def test_our_stacks_break_no_rule_but_what_is_waived(answers: Answers) -> None:
    broken = {
        (stack, rule, address)
        for (stack, mode, rule, address), word in answers.items()
        if not stack.isdecimal() and mode is Mode.SYNTH and word != cases.COMPLIANT
        if word != cases.NOT_APPLICABLE
    }

    assert broken == _WAIVED


@pytest.mark.parametrize("state", ["deployed", "new"])
def test_our_plans_break_no_rule_but_what_is_waived(state: str, answers: Answers) -> None:
    broken = {
        (stack.removesuffix(f" {state}"), rule, address)
        for (stack, mode, rule, address), word in answers.items()
        if mode is Mode.PLAN and stack.endswith(state) and word == cases.NON_COMPLIANT
    }

    assert broken <= _WAIVED


@pytest.mark.parametrize("state", ["deployed", "new"])
def test_what_a_plan_does_not_know_the_synth_does(state: str, answers: Answers) -> None:
    unsure = {
        (stack, rule, address)
        for (stack, mode, rule, address), word in answers.items()
        if mode is Mode.PLAN and stack.endswith(state) and word == cases.UNKNOWN
    }

    assert unsure, "a plan holds no lifecycle at least"
    for stack, rule, address in unsure:
        name = stack.removesuffix(f" {state}")
        known = answers[name, Mode.SYNTH, rule, address]
        assert known == cases.COMPLIANT or (name, rule, address) in _WAIVED


def test_each_rule_is_about_something_in_our_stacks(answers: Answers) -> None:
    spoken = defaultdict(set)
    for (stack, _, rule, _), word in answers.items():
        if not stack.isdecimal():
            spoken[rule].add(word)

    assert [_rule(file) for file in _FILES if cases.COMPLIANT not in spoken[_rule(file)]] == []
