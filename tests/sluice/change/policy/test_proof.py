"""What Checkov's silence is worth: nothing without proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.model.errors import GateBlind
from sluice.change.model.planned import planned
from sluice.change.policy import checkov_input, proof
from sluice.change.policy.answer import Answer, Mode, RuleResult, Scan
from tests.sluice.change.policy.made import QUIET, plan_for, stack_at

if TYPE_CHECKING:
    from sluice.change.model.stack import Stack

OPEN = "aws_security_group.open"
FOUND = tuple(
    RuleResult(
        rule=rule,
        title="",
        own=False,
        address=checkov_input.CANARY_VIOLATION,
        result="FAILED",
        keys=(),
        details=(),
    )
    for rule in checkov_input.CANARY_VIOLATION_RULES
)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return stack_at(tmp_path, "dev")


def _scan(**fields: Any) -> Scan:
    given: dict[str, Any] = {
        "stack": "dev",
        "mode": Mode.SYNTH,
        "seen": (OPEN, checkov_input.CANARY_VIOLATION),
        "graph": (OPEN, checkov_input.CANARY_VIOLATION),
        "unparsed": (),
        "verdicts": FOUND,
        **fields,
    }
    return Scan(**given)


def _answer(**fields: Any) -> Answer:
    given: dict[str, Any] = {
        "version": "3.3.30",
        "own": {},
        "scans": (),
        "crashes": (),
        "heard": (),
        **fields,
    }
    return Answer(**given)


def test_a_scan_that_saw_all_and_found_what_was_planted_is_believed(stack: Stack) -> None:
    proof.check_scan(_scan(), stack, None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"seen": (checkov_input.CANARY_VIOLATION,)}, f"saw 0 of 1 resources: not {OPEN}"),
        ({"graph": ()}, f"saw 0 of 1 resources: not {OPEN}"),
        ({"verdicts": ()}, "missed a planted open SSH port"),
        ({"verdicts": FOUND[:1]}, "CKV2_AWS_5"),
        ({"verdicts": FOUND[1:]}, "CKV_AWS_24"),
        (
            {"verdicts": tuple(each.model_copy(update={"result": "PASSED"}) for each in FOUND)},
            "missed",
        ),
        (
            {"verdicts": tuple(each.model_copy(update={"address": OPEN}) for each in FOUND)},
            "missed",
        ),
    ],
)
def test_a_scan_that_saw_less_is_refused(stack: Stack, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(GateBlind, match="dev") as refused:
        proof.check_scan(_scan(**fields), stack, None)
    assert says in str(refused.value)


def test_a_plan_must_have_been_seen_with_each_of_a_count(tmp_path: Path) -> None:
    stack = stack_at(tmp_path, "dev", {"aws_thing": {"a": {**QUIET, "count": 2}}})
    plan = plan_for(stack, {"aws_thing.a[0]": QUIET, "aws_thing.a[1]": QUIET})
    some = ("aws_thing.a", "aws_thing.a[0]")
    all_ = (*some, "aws_thing.a[1]")
    proof.check_scan(_scan(mode=Mode.PLAN, seen=all_, graph=all_), stack, plan)
    with pytest.raises(GateBlind, match=r"not aws_thing\.a\[1\]"):
        proof.check_scan(_scan(mode=Mode.PLAN, seen=some, graph=all_), stack, plan)


def test_a_plan_of_another_stack_is_refused(tmp_path: Path, stack: Stack) -> None:
    other = stack_at(tmp_path / "other", "dev", {"aws_thing": {"b": QUIET}})
    with pytest.raises(GateBlind, match=r"the plan lacks aws_security_group\.open"):
        proof.check_scan(_scan(mode=Mode.PLAN), stack, plan_for(other))


def test_a_plan_that_destroys_all_has_nothing_planned_and_is_no_other_stacks(stack: Stack) -> None:
    document = dict(plan_for(stack).document)
    document["planned_values"] = {"root_module": {}}
    change = document["resource_changes"][0]["change"]
    change.update(actions=["delete"], before=change["after"], after=None)
    planted = (checkov_input.CANARY_VIOLATION,)
    scan = _scan(mode=Mode.PLAN, seen=planted, graph=planted)
    proof.check_scan(scan, stack, planned(document, stack))


def test_a_plans_modules_must_have_been_seen_as_well(stack: Stack) -> None:
    document = dict(plan_for(stack).document)
    inner = {"address": "module.m.aws_thing.x", "mode": "managed"}
    document["planned_values"]["root_module"]["child_modules"] = [{"resources": [inner]}]
    with pytest.raises(GateBlind, match=r"not module\.m\.aws_thing\.x"):
        proof.check_scan(_scan(mode=Mode.PLAN), stack, planned(document, stack))


def test_a_rule_file_that_gave_no_rule_is_refused() -> None:
    files = [Path("policies/ckv_web_1.py"), Path("policies/ckv_web_2.py")]
    loaded = {"ckv_web_1": ("CKV_WEB_1",), "ckv_web_2": ("CKV_WEB_2",)}
    proof.check_answer(_answer(own=loaded), files)
    for missing in ({"ckv_web_1": ("CKV_WEB_1",)}, {**loaded, "ckv_web_2": ()}):
        with pytest.raises(GateBlind, match=r"no rule from ckv_web_2\.py"):
            proof.check_answer(_answer(own=missing), files)


def test_a_file_that_was_not_parsed_is_refused_by_its_stack() -> None:
    scans = (_scan(), _scan(stack="prod", unparsed=("prod.tf.json",)))
    with pytest.raises(GateBlind, match=r"^prod \(synth\): Checkov could not parse it"):
        proof.check_answer(_answer(scans=scans, heard=("Failed to parse",)), [])


@pytest.mark.parametrize("field", ["crashes", "heard"])
def test_what_raised_or_was_logged_is_refused(field: str) -> None:
    with pytest.raises(GateBlind, match="CKV_AWS_1 crashed"):
        proof.check_answer(_answer(**{field: ("CKV_AWS_1 crashed on a.b",)}), [])


def test_a_missing_environment_is_refused_by_name(stack: Stack) -> None:
    proof.check_stacks([stack], {}, ("dev",))
    with pytest.raises(GateBlind, match="prod, stage: not among the synthesized stacks"):
        proof.check_stacks([stack], {}, ("dev", "stage", "prod"))


def test_no_stack_and_an_empty_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(GateBlind, match="there is no stack"):
        proof.check_stacks([], {}, ())
    with pytest.raises(GateBlind, match="declares no resource"):
        proof.check_stacks([stack_at(tmp_path, "dev", {})], {}, ())


def test_a_plan_without_its_stack_is_refused(stack: Stack) -> None:
    with pytest.raises(GateBlind, match="stage: a plan"):
        proof.check_stacks([stack], {"stage": plan_for(stack)}, ())


def test_modules_are_refused_where_no_plan_shows_what_is_in_them(tmp_path: Path) -> None:
    stack = stack_at(tmp_path, "dev", module={"vpc": {"source": "./vpc"}})
    with pytest.raises(GateBlind, match="calls modules"):
        proof.check_stacks([stack], {}, ())
    proof.check_stacks([stack], {"dev": plan_for(stack)}, ())


def test_a_thing_that_is_declared_twice_is_refused(stack: Stack) -> None:
    text = stack.file.read_text()
    stack.file.write_text(text.replace('"resource": {', '"resource": {}, "resource": {', 1))
    with pytest.raises(GateBlind, match=r"has resource twice in one object"):
        proof.check_stacks([stack], {}, ())


@pytest.mark.parametrize("name", ["extra.tf", "extra.tf.json", "cdk_override.tf.json"])
def test_a_file_that_terraform_would_read_as_well_is_refused(stack: Stack, name: str) -> None:
    (stack.file.parent / name).write_text("{}")
    with pytest.raises(GateBlind, match=name.replace(".", r"\.")):
        proof.check_stacks([stack], {}, ())
