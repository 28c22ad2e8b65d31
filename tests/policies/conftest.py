"""Runs real Checkov once, over all fixtures and all of our stacks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.bad_stacks.as_plan import as_plan
from sluice.change.policy.answer import Mode, RuleResult
from sluice.change.policy.checkov import Subject, ask
from tests.once import once
from tests.policies import cases

ROOT = Path(__file__).resolve().parents[2]
Answers = Mapping[tuple[str, Mode, str, str], str]
"""What was answered, by document, mode, rule and address."""


@pytest.fixture(scope="session")
def answers(app_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the answers of our rules for everything (about 20 seconds, once a run)."""
    return once(tmp_path_factory, "policy-answers", lambda: _answers(app_folder))


def _answers(app_folder: Path) -> dict[tuple[str, Mode, str, str], str]:
    subjects = []
    for number, case in enumerate(cases.load()):
        subjects.append(Subject(str(number), Mode.SYNTH, case.document))
        subjects.append(Subject(str(number), Mode.PLAN, case.planned))
    for file in sorted(app_folder.glob("stacks/*/cdk.tf.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        name = file.parent.name
        subjects.append(Subject(name, Mode.SYNTH, document))
        subjects.append(Subject(f"{name} deployed", Mode.PLAN, as_plan(document, document)))
        subjects.append(Subject(f"{name} new", Mode.PLAN, as_plan(document, follow=False)))
    found = {}
    for answer in ask(subjects, root=ROOT):
        assert not answer.crashes
        assert not answer.heard
        for scan in answer.scans:
            for said in scan.verdicts:
                if said.own:
                    found[scan.stack, scan.mode, said.rule, said.address] = _word(said)
    return found


def _word(said: RuleResult) -> str:
    if said.result == "PASSED":
        return cases.COMPLIANT
    if said.result != "FAILED":
        return cases.NOT_APPLICABLE
    hedged = said.details[0].startswith(cases.UNKNOWN)
    return cases.UNKNOWN if hedged else cases.NON_COMPLIANT
