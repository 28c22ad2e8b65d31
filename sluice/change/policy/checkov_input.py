"""Copies for Checkov: without the blocks that blind it, and with a violation that it must find.

`moved`, `import`, `removed` and `terraform.required_version` keep Checkov from parsing a file at
all (bridgecrewio/checkov issue 7454); no rule is about any of them. Whatever else it cannot parse
stays in the copy, and is refused for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLINDING = ("moved", "import", "removed")
_KIND, _NAME = "aws_security_group", "sluice_planted_violation"
CANARY_VIOLATION = f"{_KIND}.{_NAME}"
"""The address of a security group that opens SSH to everybody, and that nothing uses."""
CANARY_VIOLATION_RULES = ("CKV_AWS_24", "CKV2_AWS_5")
"""A rule in Python, and a rule on the graph, that fail there in every release so far."""
_OPEN = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
_VALUES = {"name": _NAME, "description": _NAME, "ingress": [_OPEN]}


def of_stack(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a synthesized stack for Checkov; the document stays as it is."""
    copy = {key: value for key, value in document.items() if key not in _BLINDING}
    if "terraform" in copy:
        terraform = copy["terraform"]
        copy["terraform"] = {
            key: value for key, value in terraform.items() if key != "required_version"
        }
    planted = {**_VALUES, "//": {"metadata": {"path": _NAME, "uniqueId": _NAME}}}
    resources = copy.get("resource", {})
    groups = {**resources.get(_KIND, {}), _NAME: planted}
    return {**copy, "resource": {**resources, _KIND: groups}}


def of_plan(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a plan for Checkov; the document stays as it is."""
    planted = {
        "address": CANARY_VIOLATION,
        "mode": "managed",
        "type": _KIND,
        "name": _NAME,
        "values": _VALUES,
    }
    values = document.get("planned_values", {})
    module = values.get("root_module", {})
    resources = [*module.get("resources", []), planted]
    module = {**module, "resources": resources}
    return {**document, "planned_values": {**values, "root_module": module}}
