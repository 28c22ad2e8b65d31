"""One verdict from two modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sluice.change.model.verdict import Severity, Source, Verdict
from sluice.change.policy import checkov_input, merge
from sluice.change.policy.answer import Mode, RuleResult, Scan
from sluice.change.policy.severities import Severities
from tests.sluice.change.policy.made import plan_for, stack_at

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.model.stack import Stack

RATINGS = Severities(
    by_rule={"CKV_AWS_1": Severity.CRITICAL},
    defaults=dict.fromkeys(Source, Severity.MEDIUM),
    silent=frozenset({("CKV_AWS_70", "aws_s3_bucket")}),
)
ADDRESS = "aws_s3_bucket.logs"


def _said(result: str, **fields: Any) -> RuleResult:
    given: dict[str, Any] = {
        "rule": "CKV_AWS_1",
        "title": "Ensure it",
        "own": False,
        "address": ADDRESS,
        "result": result,
        "keys": (),
        "details": (),
        **fields,
    }
    return RuleResult(**given)


def _scan(mode: Mode, *said: RuleResult) -> Scan:
    return Scan(stack="dev", mode=mode, seen=(), graph=(), unparsed=(), verdicts=said)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return stack_at(tmp_path, "dev", {"aws_s3_bucket": {"logs": {"bucket": "logs"}}})


@pytest.mark.parametrize(
    ("synth", "plan", "verdict"),
    [
        ("FAILED", "FAILED", Verdict.FAIL),
        ("FAILED", "PASSED", Verdict.FAIL),
        ("PASSED", "FAILED", Verdict.FAIL),
        ("UNKNOWN", "FAILED", Verdict.FAIL),
        ("PASSED", "PASSED", Verdict.PASS),
        ("PASSED", "UNKNOWN", Verdict.PASS),
        ("UNKNOWN", "PASSED", Verdict.PASS),
        ("UNKNOWN", "UNKNOWN", Verdict.UNKNOWN),
    ],
)
def test_a_failure_in_either_mode_wins_then_a_pass_in_either(
    stack: Stack, synth: str, plan: str, verdict: Verdict
) -> None:
    scans = [_scan(Mode.SYNTH, _said(synth)), _scan(Mode.PLAN, _said(plan))]
    (found,) = merge.findings(stack, scans, plan_for(stack), RATINGS)
    assert found.verdict is verdict
    assert (found.address, found.construct_path) == (ADDRESS, "tree/logs")
    assert found.line > 0
    assert found.severity is Severity.CRITICAL
    assert bool(found.message) is (verdict is not Verdict.PASS)


def test_a_pass_on_what_is_known_only_after_apply_is_none(stack: Stack) -> None:
    said = _said("PASSED", keys=("policy/[0]/arn",))
    plan = plan_for(stack, logs={"policy": [{"arn": True}]})
    (found,) = merge.findings(stack, [_scan(Mode.PLAN, said)], plan, RATINGS)
    assert found.verdict is Verdict.UNKNOWN
    known = plan_for(stack, logs={"policy": [{"name": True}]})
    (found,) = merge.findings(stack, [_scan(Mode.PLAN, said)], known, RATINGS)
    assert found.verdict is Verdict.PASS


def test_a_rule_of_ours_says_unknown_by_the_first_detail_of_a_failure(stack: Stack) -> None:
    hedged = _said("FAILED", own=True, details=("unknown until apply: the image",))
    (found,) = merge.findings(stack, [_scan(Mode.SYNTH, hedged)], None, RATINGS)
    assert (found.verdict, found.source) == (Verdict.UNKNOWN, Source.OWN)
    assert found.message == "unknown until apply: the image"
    plain = _said("FAILED", own=True, details=("pin the image by its digest",))
    (found,) = merge.findings(stack, [_scan(Mode.SYNTH, plain)], None, RATINGS)
    assert (found.verdict, found.message) == (Verdict.FAIL, "pin the image by its digest")


def test_not_applicable_is_no_finding(stack: Stack) -> None:
    own = _said("UNKNOWN", own=True)
    silent = _said("UNKNOWN", rule="CKV_AWS_70")
    assert merge.findings(stack, [_scan(Mode.SYNTH, own, silent)], None, RATINGS) == ()


def test_the_planted_violation_is_no_finding(stack: Stack) -> None:
    planted = _said("FAILED", address=checkov_input.CANARY_VIOLATION)
    assert merge.findings(stack, [_scan(Mode.SYNTH, planted)], None, RATINGS) == ()


def test_each_of_a_count_gets_what_was_said_of_the_synth(stack: Stack) -> None:
    scans = [
        _scan(Mode.SYNTH, _said("FAILED")),
        _scan(
            Mode.PLAN,
            _said("PASSED", address=f"{ADDRESS}[0]"),
            _said("PASSED", address=f"{ADDRESS}[1]"),
        ),
    ]
    found = merge.findings(stack, scans, None, RATINGS)
    assert [(each.address, each.verdict) for each in found] == [
        (f"{ADDRESS}[0]", Verdict.FAIL),
        (f"{ADDRESS}[1]", Verdict.FAIL),
    ]
    assert {each.construct_path for each in found} == {"tree/logs"}


def test_a_failure_says_where_to_look_and_what_to_do(stack: Stack) -> None:
    said = _said("FAILED", keys=("ingress/[0]/cidr_blocks", "resource_type", "rule/*/x"))
    (found,) = merge.findings(stack, [_scan(Mode.PLAN, said)], plan_for(stack), RATINGS)
    assert found.message == (
        "it is not so as Terraform plans it (it looks at ingress[0].cidr_blocks): change it, or "
        "excuse it in policies/waivers.toml"
    )
