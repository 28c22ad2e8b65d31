"""The result as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice.change.model.verdict import Finding, GateResult, Severity, Source, Verdict
from sluice.change.policy.output import document
from tests.sluice.change.policy.made import finding, waiver

RESULT = GateResult(
    findings=(
        finding(Verdict.WAIVED, waiver=waiver(read_back=True)),
        finding(Verdict.PASS, rule="CKV_AWS_19"),
        finding(Verdict.UNKNOWN, rule="CKV_WEB_1", source=Source.OWN, severity=Severity.HIGH),
    ),
    labels=("security",),
    problems=("a waiver expired",),
    resources={"dev": 3},
)


def test_the_document_has_the_fields_of_version_1() -> None:
    found = document.write(RESULT)
    assert found["schema_version"] == 1
    assert set(found) == {
        "schema_version",
        "passed",
        "resources",
        "counts",
        "labels",
        "problems",
        "findings",
    }
    assert found["counts"] == {
        "pass": 1,
        "fail": 0,
        "unknown": 1,
        "not applicable": 0,
        "waived": 1,
    }
    assert found["passed"] is False
    assert set(found["findings"][0]) == {
        "rule",
        "title",
        "severity",
        "source",
        "stack",
        "address",
        "construct_path",
        "line",
        "verdict",
        "message",
        "waiver",
    }


_FINDINGS = st.builds(
    Finding,
    rule=st.text(),
    title=st.text(),
    severity=st.sampled_from(Severity),
    source=st.sampled_from(Source),
    stack=st.sampled_from(["dev", "prod"]),
    address=st.text(),
    construct_path=st.text(),
    line=st.integers(0, 9999),
    verdict=st.sampled_from(Verdict),
    message=st.text(),
    waiver=st.sampled_from([None, waiver(), waiver(path="*", read_back=True)]),
)


@given(st.lists(_FINDINGS))
def test_what_is_written_can_be_read_back(findings: list[Finding]) -> None:
    result = replace(RESULT, findings=tuple(findings))
    back = document.read(json.loads(json.dumps(document.write(result))))
    key = repr
    assert sorted(back.findings, key=key) == sorted(result.findings, key=key)
    assert replace(back, findings=()) == replace(result, findings=())
    assert back.passed is result.passed


def test_the_order_of_findings_does_not_show() -> None:
    turned = replace(RESULT, findings=tuple(reversed(RESULT.findings)))
    assert document.write(turned) == document.write(RESULT)


@pytest.mark.parametrize("version", [None, 0, 2, "1"])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(document.ResultUnreadable, match="version"):
        document.read({**document.write(RESULT), "schema_version": version})


@pytest.mark.parametrize("field", ["findings", "labels", "problems", "resources"])
def test_a_document_with_a_field_missing_is_refused(field: str) -> None:
    written = document.write(RESULT)
    del written[field]
    with pytest.raises(document.ResultUnreadable, match=field):
        document.read(written)
