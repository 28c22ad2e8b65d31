"""Plan rules that cannot see are refused, one way of blinding them a test."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from sluice.change.model.errors import GateBlind
from sluice.change.policy import rego, rego_engine
from tests.sluice.change.plan_documents import plan, stack
from tests.sluice.change.policy.made import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

RULE = """# What: nothing is called bad.
# Why: it is bad.
package sluice.bad_name

import data.sluice.lib
import rego.v1

meta := {"id": "REGO_BAD_NAME", "title": "Nothing is bad", "severity": "low"}

findings contains lib.fail(each, "it is bad") if {
	some each in lib.made
	lib.will(each, "name") == data.bad
}
"""
PLANTED = {
    "plan": {
        "resource_changes": [
            {
                "address": "aws_thing.bad",
                "mode": "managed",
                "type": "aws_thing",
                "change": {"actions": ["create"], "before": None, "after": {"name": "bad"}},
            }
        ]
    }
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return the folder of a project that has one rule."""
    folder = tmp_path / rego.FOLDER
    folder.mkdir(parents=True)
    shutil.copy(REPOSITORY / rego.FOLDER / "lib.rego", folder)
    (folder / "bad_name.rego").write_text(RULE)
    (folder / "bad.json").write_text('{"bad": "bad"}')
    (folder / "planted.json").write_text(json.dumps({"planted": PLANTED}))
    return folder


def judge(rules: Path) -> rego.RegoAnswer:
    of = stack()
    return rego.evaluate(plan(of=of), of, root=rules.parents[1])


def refused(rules: Path, text: str) -> str:
    with pytest.raises(GateBlind) as found:
        judge(rules)
    assert text in str(found.value)
    return str(found.value)


def change(rules: Path, old: str, new: str) -> None:
    text = (rules / "bad_name.rego").read_text()
    assert old in text
    (rules / "bad_name.rego").write_text(text.replace(old, new))


def test_one_rule_that_sees_is_enough(rules: Path) -> None:
    (finding,) = judge(rules).findings
    assert (finding.rule, finding.verdict) == ("REGO_BAD_NAME", "pass")


_CHANGES = {
    "a_module_that_does_not_parse": ("some each in lib.made", "some each in in", "bad_name.rego"),
    "a_rule_in_another_package_than_its_name_says": (
        "package sluice.bad_name",
        "package sluice.good_name",
        "must be in the package sluice.bad_name",
    ),
    "a_rule_that_looks_in_the_wrong_place": (
        '"name"',
        '"nmae"',
        "bad_name.rego finds nothing in planted.json",
    ),
    "a_function_that_the_engine_does_not_have": (
        "some each in lib.made\n",
        'some each in lib.made\n\tunheard.of("a")\n',
        "bad_name.rego cannot be evaluated",
    ),
    "a_function_that_is_given_what_it_cannot_use": (
        "some each in lib.made\n",
        "some each in lib.made\n\tto_number({}) == 1\n",
        "bad_name.rego cannot be evaluated",
    ),
    "a_rule_without_findings": (
        "findings contains",
        "found contains",
        "it has no meta, or no findings",
    ),
    "a_rule_without_meta": ("meta :=", "about :=", "it has no meta, or no findings"),
    "a_finding_without_a_verdict": (
        'lib.fail(each, "it is bad")',
        '{"address": each.address, "message": "bad"}',
        "each finding must have an address, a message",
    ),
    "an_id_that_is_not_the_file_s": ("REGO_BAD_NAME", "REGO_OTHER", "must be REGO_BAD_NAME"),
    "a_severity_that_is_none": ('"low"', '"lowest"', "what it says is no finding"),
}


@pytest.mark.parametrize(("old", "new", "why"), _CHANGES.values(), ids=_CHANGES.keys())
def test_a_rule_that_is_wrong_is_refused(rules: Path, old: str, new: str, why: str) -> None:
    change(rules, old, new)
    refused(rules, why)


def test_no_rule_at_all(rules: Path) -> None:
    (rules / "bad_name.rego").unlink()
    refused(rules, "holds no rule")


def test_data_that_a_rule_needs_are_missing(rules: Path) -> None:
    (rules / "bad.json").unlink()
    refused(rules, "bad_name.rego finds nothing in planted.json")


def test_nothing_planted(rules: Path) -> None:
    (rules / "planted.json").unlink()
    refused(rules, "no planted.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [("[]", "must be an object"), ("{", "is no JSON"), ('{"bad": 1}', "no other file there has")],
)
def test_data_that_are_wrong(rules: Path, text: str, why: str) -> None:
    (rules / "more.json").write_text(text)
    refused(rules, why)


@pytest.mark.parametrize("verdict", ["pass", "waived", "never mind"])
def test_a_finding_with_another_verdict(rules: Path, verdict: str) -> None:
    new = '{"address": each.address, "message": "bad", "verdict": "' + verdict + '"}'
    change(rules, 'lib.fail(each, "it is bad")', new)
    refused(rules, "bad_name.rego")


def test_a_name_of_the_shared_module_which_ends_the_engine(rules: Path) -> None:
    (rules / "bad_name.rego").write_text(RULE + "\nreplaced(a, b) := a + b\n")
    refused(rules, "replaced is a name of lib.rego, too")


def test_an_engine_that_dies(rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(rego_engine, "_CHILD", dying)
    refused(rules, "the Rego engine ended with -11")


def test_an_engine_that_does_not_end(
    rules: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(rego_engine, "_CHILD", endless)
    with pytest.raises(GateBlind, match=r"did not end within 0\.2 s"):
        rego_engine.answers_of([], seconds=0.2)


def test_what_a_rule_prints_is_no_answer(rules: Path) -> None:
    change(rules, "some each in lib.made\n", 'some each in lib.made\n\tprint("[]")\n')
    (finding,) = judge(rules).findings
    assert finding.verdict == "pass"


def test_an_error_quotes_neither_source_nor_input(rules: Path) -> None:
    change(rules, "some each in lib.made\n", 'some each in lib.made\n\tunheard.of("topsecret")\n')
    assert "topsecret" not in refused(rules, "cannot be evaluated")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit")
def test_a_rule_that_takes_more_memory_than_there_should_be() -> None:
    many = "count([numbers.range(1, 1000) | some one in numbers.range(1, 8000)])"
    text = f"package sluice.greedy\n\nimport rego.v1\n\nx := {many}\n"
    with pytest.raises(GateBlind, match="takes more than 2 GiB: greedy"):
        rego_engine.answers(
            rego_engine.Modules({"greedy": text}, {}),
            [rego_engine.Asked({}, ["data.sluice.greedy.x"])],
        )
