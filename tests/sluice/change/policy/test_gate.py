"""What the gate says, with the real Checkov and the real Rego engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sluice.change.model.stack import read_stacks
from sluice.change.model.verdict import Severity, Source, Verdict
from sluice.change.policy import gate
from tests.sluice.change.policy.made import (
    HONEST,
    OPEN_RDP,
    QUIET,
    REPOSITORY,
    RULE,
    TODAY,
    judged,
    plan_for,
    project_at,
    stack_at,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_verdicts_of_our_rules_and_waivers_come_together(tmp_path: Path) -> None:
    waivers = (
        '[[waiver]]\ncheck = "CKV_WEB_901"\nenvironments = ["dev"]\npath = "tree/bare"\n'
        'reason = "It goes next week."\nowner = "web-platform"\nexpires = 2026-12-01\n'
        '[[waiver]]\ncheck = "CKV_WEB_901"\nenvironments = ["dev"]\npath = "tree/nowhere"\n'
        'reason = "It went."\nowner = "web-platform"\nexpires = 2026-12-01\n'
    )
    root = project_at(tmp_path, waivers, ckv_web_901=HONEST)
    bare = {"name": "bare"}
    stack = stack_at(tmp_path, "dev", {"aws_thing": {"good": QUIET, "bare": bare, "bad": bare}})
    result = judged(root, [stack])
    verdicts = {
        each.address: each.verdict for each in result.findings if each.rule == "CKV_WEB_901"
    }
    assert verdicts == {
        "aws_thing.good": Verdict.PASS,
        "aws_thing.bare": Verdict.WAIVED,
        "aws_thing.bad": Verdict.FAIL,
    }
    (standing,) = result.standing
    assert (standing.source, standing.severity) == (Source.OWN, Severity.HIGH)
    (problem,) = result.problems
    assert "tree/nowhere matches nothing in dev" in problem


def test_a_policy_in_json_text_is_judged_by_checkovs_own_rules(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    resources = {"aws_iam_policy": {"wide": {"name": "wide", "policy": policy}}}
    result = judged(project_at(tmp_path), [stack_at(tmp_path, "dev", resources)])
    (escalation,) = [each for each in result.findings if each.rule == "CKV_AWS_286"]
    assert (escalation.address, escalation.verdict) == ("aws_iam_policy.wide", Verdict.FAIL)


def test_resources_of_one_name_in_two_stacks_stay_apart(tmp_path: Path) -> None:
    used = {
        "aws_security_group": {"open": OPEN_RDP},
        "aws_instance": {"i": {"vpc_security_group_ids": ["${aws_security_group.open.id}"]}},
    }
    stacks = [stack_at(tmp_path, "dev", used), stack_at(tmp_path, "prod")]
    result = judged(project_at(tmp_path), stacks)
    unattached = {each.stack for each in result.standing if each.rule == "CKV2_AWS_5"}
    assert unattached == {"prod"}


HEDGED = RULE.format(
    body="""text = conf["name"][0]
        self.details = ["unknown until apply: " + text] if "${" in text else ["it is " + text]
        return CheckResult.PASSED if text == "fine" else CheckResult.FAILED"""
)


def test_a_plan_is_judged_beside_its_stack(tmp_path: Path) -> None:
    waivers = (
        '[[waiver]]\ncheck = "CKV_WEB_901"\nenvironments = ["dev"]\npath = "tree/settled"\n'
        'reason = "It is fine."\nowner = "web-platform"\nexpires = 2026-12-01\n'
    )
    root = project_at(tmp_path, waivers, ckv_web_901=HEDGED)
    reference = {"name": "${aws_other.x.name}"}
    names = ("settled", "open", "secret")
    shut = {"name": "group", "description": "group"}
    resources = {"aws_thing": dict.fromkeys(names, reference), "aws_security_group": {"g": shut}}
    stack = stack_at(tmp_path, "dev", resources)
    planned_values = {
        "aws_thing.settled": {"name": "fine"},
        "aws_thing.secret": {"name": "hunter2-the-password"},
        "aws_security_group.g": {**shut, "ingress": OPEN_RDP["ingress"]},
    }
    plan = plan_for(stack, planned_values, sensitive={"secret": {"name": True}})
    result = gate.run([stack], plans={"dev": plan}, root=root, today=TODAY)
    own = {each.address: each for each in result.findings if each.rule == "CKV_WEB_901"}
    assert {address: each.verdict for address, each in own.items()} == {
        "aws_thing.settled": Verdict.PASS,
        "aws_thing.open": Verdict.UNKNOWN,
        "aws_thing.secret": Verdict.FAIL,
    }
    # The plan settles what the waiver is about, which a synth alone leaves open.
    assert list(result.problems) == []
    assert own["aws_thing.secret"].message == "it is (sensitive)"
    (rdp,) = [each for each in result.standing if each.rule == "CKV_AWS_25"]
    assert "as Terraform plans it" in rdp.message
    assert {each.source for each in result.findings} == set(Source)


def test_our_stacks_raise_no_alarm_beyond_the_waivers(app_folder: Path) -> None:
    names = ("bootstrap", "dev", "stage", "prod")
    result = judged(REPOSITORY, read_stacks(app_folder), expected=names)
    assert [(each.rule, each.stack, each.construct_path) for each in result.standing] == []
    assert list(result.problems) == []
    assert set(result.resources) == set(names)
    assert min(result.resources.values()) >= 50
