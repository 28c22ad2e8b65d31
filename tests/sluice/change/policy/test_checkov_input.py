"""Copies for Checkov."""

from __future__ import annotations

import copy
from typing import Any

from sluice.change.policy import checkov_input

DOCUMENT = {
    "//": {"metadata": {"stackName": "dev"}},
    "terraform": {"required_version": ">= 1.11", "backend": {"s3": {}}},
    "moved": [{"from": "a.b", "to": "a.c"}],
    "import": [{"id": "x", "to": "a.b"}],
    "removed": [{"from": "a.b", "lifecycle": {"destroy": False}}],
    "resource": {"aws_security_group": {"own": {"name": "own"}}},
}


def test_a_copy_lacks_what_blinds_checkov_and_keeps_the_rest() -> None:
    found = checkov_input.of_stack(DOCUMENT)
    assert not {"moved", "import", "removed"} & set(found)
    assert found["terraform"] == {"backend": {"s3": {}}}
    assert found["resource"]["aws_security_group"]["own"] == {"name": "own"}


def test_a_copy_holds_the_planted_violation_and_the_document_stays_as_it_is() -> None:
    before = copy.deepcopy(DOCUMENT)
    found = checkov_input.of_stack(DOCUMENT)
    assert (
        checkov_input.CANARY_VIOLATION.partition(".")[2] in found["resource"]["aws_security_group"]
    )
    plan: dict[str, Any] = {
        "planned_values": {"root_module": {"resources": [{"address": "a.b"}]}},
        "errored": False,
    }
    planted = checkov_input.of_plan(plan)["planned_values"]["root_module"]["resources"]
    assert [each["address"] for each in planted] == ["a.b", checkov_input.CANARY_VIOLATION]
    assert before == DOCUMENT
    assert len(plan["planned_values"]["root_module"]["resources"]) == 1


def test_an_unknown_block_stays_in_the_copy_to_be_refused_there() -> None:
    assert checkov_input.of_stack({**DOCUMENT, "check": {"x": 1}})["check"] == {"x": 1}
