"""Fixtures of our rules: a good document each, and cases that are one patch away from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bad_stacks.as_plan import as_plan

FOLDER = Path(__file__).with_name("fixtures")
COMPLIANT = "compliant"
NON_COMPLIANT = "non-compliant"
NOT_APPLICABLE = "not applicable"
UNKNOWN = "unknown until apply"
_JSON_TEXTS = ("container_definitions", "policy", "assume_role_policy")


@dataclass(frozen=True)
class Case:
    """What a rule is to answer for one resource of one document.

    Attributes:
        rule: its id.
        name: what the patch does; `good` for the document as it is.
        subject: the resource's address.
        synth, plan: the expected answers.
        document: as synthesized.
    """

    rule: str
    name: str
    subject: str
    synth: str
    plan: str
    document: Mapping[str, Any]

    @property
    def planned(self) -> dict[str, Any]:
        """The document's plan, in which all references are known."""
        return as_plan(self.document, self.document)


def load() -> list[Case]:
    """Return all cases, by rule."""
    return [case for file in sorted(FOLDER.glob("*.json")) for case in _read(file)]


def _read(file: Path) -> list[Case]:
    fixture = json.loads(file.read_text(encoding="utf-8"))
    good = {
        "name": "good",
        "expect": COMPLIANT,
        "plan": fixture.get("plan", COMPLIANT),
        "patch": {},
    }
    cases = []
    for each in (good, *fixture["cases"]):
        patch = dict(each["patch"])
        subject = patch.pop("subject", fixture["subject"])
        expect = each["expect"]
        # What a template stands for is unknown in a synth only: the plan follows references.
        planned = each.get("plan", expect)
        document = _finished(merged(fixture["good"], patch))
        cases.append(Case(fixture["rule"], each["name"], subject, expect, planned, document))
    return cases


def merged(target: Any, patch: Any) -> Any:
    """Return a document with a merge patch (RFC 7386) applied: null removes."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, each in patch.items():
        if each is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), each)
    return result


def _finished(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as cdktf writes it: policies as texts, and each resource's path."""
    resources = {
        kind: {
            name: {
                "//": {"metadata": {"path": f"fixture/{kind}/{name}", "uniqueId": name}},
                **{
                    key: json.dumps(each)
                    if key in _JSON_TEXTS and isinstance(each, dict | list)
                    else each
                    for key, each in values.items()
                },
            }
            for name, values in named.items()
        }
        for kind, named in document["resource"].items()
    }
    return {**document, "resource": resources}
