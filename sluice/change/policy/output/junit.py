"""The result as JUnit XML, which CI systems count: a suite for each stack, a case for each finding.

Waived findings are skipped cases with the reason; problems with waivers are a suite of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sluice.change.model.verdict import Finding, GateResult, Verdict
from sluice.change.policy.output import places

if TYPE_CHECKING:
    from collections.abc import Sequence

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(result: GateResult) -> str:
    """Return the result as an XML document."""
    root = ET.Element("testsuites", name="sluice policy")
    suites = [
        _suite(root, stack, [each for each in result.findings if each.stack == stack])
        for stack in sorted(result.resources)
    ]
    if result.problems:
        suites.append(_problems(root, result.problems))
    for count in ("tests", "failures", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, stack: str, findings: Sequence[Finding]) -> ET.Element:
    suite = _element(root, "testsuite", name=stack)
    for finding in sorted(findings, key=lambda each: (each.rule, each.address)):
        case = _element(
            suite,
            "testcase",
            name=f"{finding.rule} {places.where(finding)}",
            classname=f"{stack}.{finding.rule}",
            file=places.file(finding),
            line=str(places.line(finding)),
        )
        if finding.stands:
            text = f"{finding.title}: {finding.message}"
            kind = f"{finding.severity} {finding.verdict}"
            _element(case, "failure", message=text, type=kind).text = _text(
                f"{places.where(finding)} ({finding.address})"
            )
        elif finding.verdict is Verdict.WAIVED and finding.waiver is not None:
            until = f"waived until {finding.waiver.expires}"
            _element(case, "skipped", message=f"{until}: {finding.waiver.reason}")
    return _count(suite)


def _problems(root: ET.Element, problems: Sequence[str]) -> ET.Element:
    suite = _element(root, "testsuite", name="waivers")
    for number, problem in enumerate(problems, start=1):
        case = _element(suite, "testcase", name=f"problem {number}", classname=places.WAIVERS)
        _element(case, "failure", message=problem, type="waiver")
    return _count(suite)


def _count(suite: ET.Element) -> ET.Element:
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _element(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    safe = {name: _text(value) for name, value in attributes.items()}
    return ET.SubElement(parent, tag, safe)


def _text(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)
