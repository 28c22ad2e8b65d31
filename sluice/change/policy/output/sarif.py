"""The result as SARIF 2.1.0, which GitHub and editors show beside the code.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Passes are left out; waived findings are there
with their waiver as a suppression; problems with waivers are notifications of the run.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sluice.change.model.verdict import Finding, GateResult, Severity, Verdict
from sluice.change.policy.output import places

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
_HELP = (
    "Change what stacks/ or constructs/ say, or excuse it in policies/waivers.toml with a reason, "
    "an owner and a last day. policies/README.md says why our own rules (CKV_WEB_*) are there."
)
# GitHub sorts by these: over 9 critical, from 7 high, from 4 medium.
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}


def write(result: GateResult) -> dict[str, Any]:
    """Return the result as a SARIF log of one run, ready for `json.dumps`."""
    shown = [
        *result.standing,
        *sorted(
            (each for each in result.findings if each.verdict is Verdict.WAIVED),
            key=lambda each: (each.stack, each.rule, each.address),
        ),
    ]
    rules = _rules(shown)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "sluice policy",
                        "semanticVersion": version("sluice"),
                        "rules": rules,
                    }
                },
                "automationDetails": {"id": "sluice/policy/"},
                "invocations": [_invocation(result.problems)],
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {
                    "ROOT": {"description": {"text": "The project's root folder."}}
                },
                "results": [_result(each, index[each.rule]) for each in shown],
            }
        ],
    }


def _rules(shown: Sequence[Finding]) -> list[dict[str, Any]]:
    by_id = {each.rule: each for each in shown}
    return [
        {
            "id": rule,
            "shortDescription": {"text": finding.title},
            # GitHub asks for these two as well.
            "fullDescription": {"text": finding.title},
            "help": {"text": _HELP},
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
            "properties": {
                "security-severity": _SCORES[finding.severity],
                "tags": ["security", "infrastructure", finding.source.value],
            },
        }
        for rule, finding in sorted(by_id.items())
    ]


def _invocation(problems: Sequence[str]) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "toolConfigurationNotifications": [
            {
                "level": "error",
                "message": {"text": problem},
                "locations": [_location(places.WAIVERS, 1)],
            }
            for problem in problems
        ],
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    place = f"{finding.stack}/{finding.construct_path}" if finding.construct_path else finding.stack
    result = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.title}: {places.where(finding)}: {finding.message}"},
        "locations": [
            {
                **_location(places.file(finding), places.line(finding)),
                "logicalLocations": [
                    {
                        "fullyQualifiedName": place,
                        "name": finding.address,
                        "kind": "resource",
                    }
                ],
            }
        ],
        "partialFingerprints": {"sluice/v1": _fingerprint(finding)},
        "properties": {"verdict": finding.verdict.value, "environment": finding.stack},
    }
    # An empty list says that it is known not to be suppressed.
    result["suppressions"] = _suppressions(finding)
    return result


def _suppressions(finding: Finding) -> list[dict[str, Any]]:
    waiver = finding.waiver
    if waiver is None:
        return []
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"{waiver.reason} ({waiver.owner}, until {waiver.expires})",
            "location": _location(places.WAIVERS, 1),
        }
    ]


def _location(uri: str, line: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "ROOT"},
            "region": {"startLine": line},
        }
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move."""
    text = "\0".join((finding.rule, finding.stack, places.where(finding)))
    return hashlib.sha256(text.encode()).hexdigest()
