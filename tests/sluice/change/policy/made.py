"""Small stacks, plans, findings and project folders, made for one test each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.change.model.planned import Planned, planned
from sluice.change.model.stack import Stack, read_stack
from sluice.change.model.verdict import (
    Finding,
    GateResult,
    Severity,
    Source,
    Verdict,
    Waiver,
)
from sluice.change.policy import gate

if TYPE_CHECKING:
    from collections.abc import Sequence

REPOSITORY = Path(__file__).resolve().parents[4]
TODAY = date(2026, 11, 26)

SEVERITIES = """
[default]
checkov = "medium"
own = "high"
rego = "high"

[[group]]
severity = "critical"
reason = "Open to everybody."
rules = ["CKV_AWS_25"]
"""

OPEN_RDP = {
    "name": "open",
    "description": "open",
    "ingress": [
        {"from_port": 3389, "to_port": 3389, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    ],
}
"""Breaks CKV_AWS_25, a rule in Python, and CKV2_AWS_5, a rule on the graph."""

QUIET = {"name": "quiet", "description": "quiet", "runbook": "docs/runbook.md"}
"""Values that make a resource of a kind that no rule is about."""

RULE = """
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class Rule(BaseResourceCheck):
    def __init__(self):
        super().__init__(
            name="Ensure it has a runbook", id="CKV_WEB_901", categories=[CheckCategories.LOGGING],
            supported_resources=["aws_thing"],
        )

    def scan_resource_conf(self, conf):
        {body}


check = Rule()
"""
HONEST = RULE.format(body='return CheckResult.PASSED if "runbook" in conf else CheckResult.FAILED')


def stack_at(
    folder: Path,
    name: str,
    resources: dict[str, dict[str, dict[str, Any]]] | None = None,
    **top: Any,
) -> Stack:
    """Write a stack as cdktf does, below `folder`, and read it."""
    declared = {"aws_security_group": {"open": OPEN_RDP}} if resources is None else resources
    document = {
        "//": {"metadata": {"stackName": name}},
        "terraform": {"backend": {"local": {}}},
        "resource": {
            kind: {
                identifier: {
                    "//": {"metadata": {"path": f"{name}/tree/{identifier}", "uniqueId": "x"}},
                    **values,
                }
                for identifier, values in named.items()
            }
            for kind, named in declared.items()
        },
        **top,
    }
    file = folder / "stacks" / name / "cdk.tf.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(document, indent=2))
    return read_stack(file)


def plan_for(
    stack: Stack,
    changed: dict[str, dict[str, Any]] | None = None,
    sensitive: dict[str, Any] | None = None,
    **unknown: Any,
) -> Planned:
    """Return a plan that creates a stack's resources, in the form of `terraform show -json`.

    Args:
        stack: which.
        changed: planned values by address, where they are not the synthesized ones.
        sensitive: `after_sensitive` by a resource's name.
        unknown: `after_unknown` by a resource's name.
    """
    values = {each.address: dict(each.values) for each in stack.resources} | (changed or {})
    resources = [
        {
            "address": address,
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2].partition("[")[0],
            "values": each,
        }
        for address, each in values.items()
    ]
    changes = [
        {
            **{key: each[key] for key in ("address", "mode", "type", "name")},
            "change": {
                "actions": ["create"],
                "before": None,
                "after": each["values"],
                "after_unknown": unknown.get(each["name"], {}),
                "before_sensitive": False,
                "after_sensitive": (sensitive or {}).get(each["name"], {}),
            },
        }
        for each in resources
    ]
    return planned(
        {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": {"resources": resources}},
            "resource_changes": changes,
            "configuration": {"root_module": {"resources": []}},
        },
        stack,
    )


def project_at(folder: Path, waivers: str = "", **rules: str) -> Path:
    """Return a project's root with the real Checkov, and rules of its own by file name."""
    (folder / ".venv-checkov").symlink_to(REPOSITORY / ".venv-checkov")
    policies = folder / "policies"
    policies.mkdir()
    (policies / "__init__.py").touch()
    (policies / "rego").symlink_to(REPOSITORY / "policies" / "rego")
    (policies / "severities.toml").write_text(SEVERITIES)
    (policies / "waivers.toml").write_text(waivers)
    for name, text in rules.items():
        (policies / f"{name}.py").write_text(text)
    return folder


def finding(verdict: Verdict = Verdict.FAIL, **fields: Any) -> Finding:
    """Return a finding on a bucket of dev; each field may be another."""
    given: dict[str, Any] = {
        "rule": "CKV_AWS_18",
        "title": "Ensure the bucket logs access",
        "severity": Severity.LOW,
        "source": Source.CHECKOV,
        "stack": "dev",
        "address": "aws_s3_bucket.logs",
        "construct_path": "logs/bucket",
        "line": 12,
        "verdict": verdict,
        "message": "" if verdict is Verdict.PASS else "it is not so: change it",
        **fields,
    }
    return Finding(**given)


def waiver(**fields: Any) -> Waiver:
    """Return a waiver of that finding; each field may be another."""
    given: dict[str, Any] = {
        "check": "CKV_AWS_18",
        "environments": ("dev",),
        "path": "logs/bucket",
        "reason": "A bucket of logs would log itself.",
        "owner": "web-platform",
        "expires": date(2027, 5, 1),
        **fields,
    }
    return Waiver(**given)


def judged(root: Path, stacks: Sequence[Stack], **given: Any) -> GateResult:
    """Return what the gate says of a project's stacks today."""
    return gate.run(stacks, root=root, today=TODAY, **given)


def standing(result: GateResult) -> set[tuple[str, str, str]]:
    """Return stack, rule and address of what stops the line."""
    return {(each.stack, each.rule, each.address) for each in result.standing}
