"""The result as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from sluice.change.model.verdict import GateResult, Severity, Verdict
from sluice.change.policy.output import junit
from tests.sluice.change.policy.made import finding, waiver

RESULT = GateResult(
    findings=(
        finding(rule="CKV_AWS_24", severity=Severity.CRITICAL, message='<"&> \x00 bad'),
        finding(Verdict.UNKNOWN, rule="CKV_AWS_2"),
        finding(Verdict.PASS, rule="CKV_AWS_3"),
        finding(Verdict.WAIVED, waiver=waiver()),
    ),
    labels=(),
    problems=("a waiver expired",),
    resources={"dev": 3, "prod": 1},
)


def _parsed() -> ET.Element:
    return ET.fromstring(junit.write(RESULT).encode())


def test_there_is_a_suite_for_each_stack_and_one_for_the_waivers() -> None:
    root = _parsed()
    assert [each.get("name") for each in root] == ["dev", "prod", "waivers"]
    counts = [(each.get("tests"), each.get("failures"), each.get("skipped")) for each in root]
    assert counts == [("4", "2", "1"), ("0", "0", "0"), ("1", "1", "0")]
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("5", "3", "1")


def test_failures_and_unknowns_fail_and_waived_findings_are_skipped_with_the_reason() -> None:
    cases = {str(each.get("name")): each for each in _parsed().iter("testcase")}
    failure = cases["CKV_AWS_24 logs/bucket"].find("failure")
    assert failure is not None
    assert failure.get("type") == "critical fail"
    assert failure.get("message") == 'Ensure the bucket logs access: <"&> \ufffd bad'
    unknown = cases["CKV_AWS_2 logs/bucket"].find("failure")
    assert unknown is not None
    assert unknown.get("type") == "low unknown"
    skipped = cases["CKV_AWS_18 logs/bucket"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == ("waived until 2027-05-01: A bucket of logs would log itself.")
    assert len(cases["CKV_AWS_3 logs/bucket"]) == 0
