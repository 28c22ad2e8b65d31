"""Each rule answers each of its fixtures, in both forms, as the fixture says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sluice.change.policy.answer import Mode
from tests.policies import cases

if TYPE_CHECKING:
    from tests.policies.conftest import Answers

_CASES = list(enumerate(cases.load()))


@pytest.mark.parametrize(
    ("number", "case"), _CASES, ids=[f"{case.rule} {case.name}" for _, case in _CASES]
)
def test_a_rule_answers_a_synthesized_stack(
    number: int, case: cases.Case, answers: Answers
) -> None:
    assert answers[str(number), Mode.SYNTH, case.rule, case.subject] == case.synth


@pytest.mark.parametrize(
    ("number", "case"), _CASES, ids=[f"{case.rule} {case.name}" for _, case in _CASES]
)
def test_a_rule_answers_a_plan(number: int, case: cases.Case, answers: Answers) -> None:
    assert answers[str(number), Mode.PLAN, case.rule, case.subject] == case.plan
