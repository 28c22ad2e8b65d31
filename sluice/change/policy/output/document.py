"""The result as JSON, written and read back: `policy.json`.

Version 1: `schema_version`, `passed`, `resources` (how many, by stack), `counts` (by verdict),
`labels`, `problems`, `findings` (by stack, rule and address; the fields of `Finding`). A field
may be added within a version; none is renamed or dropped.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from sluice.change.model.verdict import Finding, GateResult, Severity, Source, Verdict, Waiver
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_VERSION = 1


class ResultUnreadable(SluiceError):
    """A document holds no result of the gate, or one of another version."""


def write(result: GateResult) -> dict[str, Any]:
    """Return the result as a document, ready for `json.dumps`."""
    counts = Counter(each.verdict for each in result.findings)
    return {
        "schema_version": SCHEMA_VERSION,
        "passed": result.passed,
        "resources": dict(sorted(result.resources.items())),
        "counts": {verdict.value: counts[verdict] for verdict in Verdict},
        "labels": list(result.labels),
        "problems": list(result.problems),
        "findings": [
            _finding(each)
            for each in sorted(
                result.findings, key=lambda each: (each.stack, each.rule, each.address)
            )
        ],
    }


def read(document: Mapping[str, Any]) -> GateResult:
    """Return the result in a document that `write` made.

    Raises:
        ResultUnreadable: it is none, or of another version.
    """
    version = document.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ResultUnreadable(f"policy result of version {version}, not {SCHEMA_VERSION}")
    try:
        return GateResult(
            findings=tuple(_read_finding(each) for each in document["findings"]),
            labels=tuple(document["labels"]),
            problems=tuple(document["problems"]),
            resources=dict(document["resources"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ResultUnreadable(f"policy result that cannot be understood: {error!r}") from error


def _finding(finding: Finding) -> dict[str, Any]:
    waiver = finding.waiver
    return {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity.value,
        "source": finding.source.value,
        "stack": finding.stack,
        "address": finding.address,
        "construct_path": finding.construct_path,
        "line": finding.line,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "waiver": None
        if waiver is None
        else {
            "check": waiver.check,
            "environments": list(waiver.environments),
            "path": waiver.path,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "read_back": waiver.read_back,
        },
    }


def _read_finding(entry: Mapping[str, Any]) -> Finding:
    waiver = entry["waiver"]
    return Finding(
        rule=entry["rule"],
        title=entry["title"],
        severity=Severity(entry["severity"]),
        source=Source(entry["source"]),
        stack=entry["stack"],
        address=entry["address"],
        construct_path=entry["construct_path"],
        line=entry["line"],
        verdict=Verdict(entry["verdict"]),
        message=entry["message"],
        waiver=None
        if waiver is None
        else Waiver(
            check=waiver["check"],
            environments=tuple(waiver["environments"]),
            path=waiver["path"],
            reason=waiver["reason"],
            owner=waiver["owner"],
            expires=date.fromisoformat(waiver["expires"]),
            read_back=waiver["read_back"],
        ),
    )
