"""The result as SARIF, against what the 2.1.0 schema asks of the parts that are used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from sluice.change.model.verdict import GateResult, Severity, Verdict
from sluice.change.policy.output import sarif
from tests.sluice.change.policy.made import finding, waiver

_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
_PHYSICAL = {
    "type": "object",
    "required": ["artifactLocation"],
    "properties": {
        "artifactLocation": {
            "type": "object",
            "properties": {
                "uri": {"type": "string", "pattern": "^[^/].*$"},
                "uriBaseId": {"type": "string"},
            },
            "additionalProperties": False,
        },
        "region": {
            "type": "object",
            "properties": {"startLine": {"type": "integer", "minimum": 1}},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
_LOCATION = {
    "type": "object",
    "properties": {
        "physicalLocation": _PHYSICAL,
        "logicalLocations": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "fullyQualifiedName": {"type": "string"},
                    "kind": {"type": "string"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RULE = {
    "type": "object",
    # SARIF asks for the id only; the rest is what GitHub's code scanning asks for.
    "required": ["id", "shortDescription", "fullDescription", "help"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": _TEXT,
        "fullDescription": _TEXT,
        "help": _TEXT,
        "defaultConfiguration": {"type": "object", "properties": {"level": _LEVEL}},
        "properties": {
            "type": "object",
            "properties": {
                "tags": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
                "security-severity": {"type": "string", "pattern": r"^\d+\.\d$"},
            },
        },
    },
    "additionalProperties": False,
}
_SUPPRESSION = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]},
        "justification": {"type": "string"},
        "location": _LOCATION,
    },
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
        "level": _LEVEL,
        "message": _TEXT,
        "locations": {"type": "array", "items": _LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {"type": "array", "uniqueItems": True, "items": _SUPPRESSION},
        "properties": {"type": "object"},
    },
    "additionalProperties": False,
}
_NOTIFICATION = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "level": _LEVEL,
        "message": _TEXT,
        "locations": {"type": "array", "items": _LOCATION},
    },
    "additionalProperties": False,
}
_INVOCATION = {
    "type": "object",
    "required": ["executionSuccessful"],
    "properties": {
        "executionSuccessful": {"type": "boolean"},
        "toolConfigurationNotifications": {"type": "array", "items": _NOTIFICATION},
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                # GitHub asks for the version as well.
                                "required": ["name", "semanticVersion"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {
                                        "type": "string",
                                        "pattern": r"^\d+\.\d+\.\d+$",
                                    },
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": _RULE,
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                    },
                    "automationDetails": {"properties": {"id": {"type": "string"}}},
                    "invocations": {"type": "array", "items": _INVOCATION},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"type": "object"},
                    "results": {"type": "array", "items": _RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}

RESULT = GateResult(
    findings=(
        finding(rule="CKV_AWS_24", severity=Severity.CRITICAL, stack="prod"),
        finding(Verdict.UNKNOWN, rule="CKV_AWS_2", construct_path="", address="prod", line=0),
        finding(Verdict.PASS, rule="CKV_AWS_3"),
        finding(Verdict.WAIVED, waiver=waiver()),
    ),
    labels=(),
    problems=("policies/waivers.toml: the waiver of CKV_AWS_9 at x matches nothing in dev",),
    resources={"dev": 3, "prod": 1},
)
EMPTY = GateResult(findings=(), labels=(), problems=(), resources={"dev": 3})


@pytest.mark.parametrize("result", [RESULT, EMPTY], ids=["findings", "none"])
def test_a_log_has_the_shape_of_sarif_2_1_0(result: GateResult) -> None:
    jsonschema.validate(sarif.write(result), SCHEMA)


def _run() -> dict[str, Any]:
    return dict(sarif.write(RESULT)["runs"][0])


def test_each_result_names_its_rule_its_line_and_its_construct() -> None:
    run = _run()
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    worst = run["results"][0]
    assert (worst["ruleId"], worst["level"]) == ("CKV_AWS_24", "error")
    place = worst["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "cdktf.out/stacks/prod/cdk.tf.json", "uriBaseId": "ROOT"},
        "region": {"startLine": 12},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "prod/logs/bucket"
    assert place["logicalLocations"][0]["name"] == "aws_s3_bucket.logs"


def test_passes_are_left_out_and_a_waiver_is_a_suppression_with_its_reason() -> None:
    by_rule = {each["ruleId"]: each for each in _run()["results"]}
    assert set(by_rule) == {"CKV_AWS_24", "CKV_AWS_2", "CKV_AWS_18"}
    assert by_rule["CKV_AWS_24"]["suppressions"] == []
    (suppression,) = by_rule["CKV_AWS_18"]["suppressions"]
    assert suppression["justification"] == (
        "A bucket of logs would log itself. (web-platform, until 2027-05-01)"
    )


def test_a_problem_with_a_waiver_is_a_notification() -> None:
    (invocation,) = _run()["invocations"]
    (notification,) = invocation["toolConfigurationNotifications"]
    assert "matches nothing in dev" in notification["message"]["text"]


def test_a_fingerprint_stays_when_the_line_moves_and_changes_with_the_place() -> None:
    def prints(**fields: Any) -> str:
        result = replace(EMPTY, findings=(finding(**fields),))
        (found,) = sarif.write(result)["runs"][0]["results"]
        return str(found["partialFingerprints"]["sluice/v1"])

    assert prints(line=12) == prints(line=99)
    assert len({prints(), prints(stack="prod"), prints(rule="X"), prints(construct_path="y")}) == 4
