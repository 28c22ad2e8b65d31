"""A plan made from synthesized stacks, in the shape of `terraform show -json` (format 1.2).

Terraform itself needs the provider and minutes for what this needs in milliseconds: it knows no
schema, so arguments that nobody set are absent where Terraform writes null, and attributes that
AWS makes up are `id` and `arn` only. References are followed to made-up ids, each the same
wherever it is used, as in a plan of what is deployed already; or are unknown, as in a first plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from benchmarks.bad_stacks.as_plan_configuration import configuration, default_tags
from benchmarks.bad_stacks.shapes import (
    META,
    REFERENCE,
    REGISTRY,
    TEMPLATE,
    Document,
    declared,
    shaped,
)
from policies.support.taggable import KINDS as TAGGABLE

if TYPE_CHECKING:
    import re


def as_plan(
    after: Document, before: Document | None = None, *, follow: bool = True
) -> dict[str, Any]:
    """Return the plan from one synthesized stack to another.

    Args:
        after: what is wanted.
        before: what is deployed; None for an empty account.
        follow: whether references are followed to ids; unknown where they are not.
    """
    wanted = _instances(after, follow=follow)
    deployed = _instances(before or {}, follow=True)
    changes = [
        _change(address, deployed.get(address), wanted.get(address))
        for address in sorted({*wanted, *deployed})
    ]
    outputs = {
        name: {"sensitive": bool(each.get("sensitive")), "value": _followed(each.get("value"))}
        for name, each in after.get("output", {}).items()
    }
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {
            "outputs": outputs,
            "root_module": {"resources": [_entry(*each) for each in sorted(wanted.items())]},
        },
        "resource_changes": changes,
        "output_changes": {
            name: _output_change(name, each, before) for name, each in outputs.items()
        },
        "prior_state": {
            "format_version": "1.0",
            "terraform_version": "1.11.4",
            "values": {
                "root_module": {"resources": [_entry(*each) for each in sorted(deployed.items())]}
            },
        },
        "configuration": configuration(after),
        "timestamp": "2026-01-01T00:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }


Instance = tuple[dict[str, Any], dict[str, Any]]
"""Values, and what of them is known only after apply."""


def _instances(document: Document, *, follow: bool) -> dict[str, Instance]:
    tags = default_tags(document)
    found = {}
    for address, values in declared(document):
        kind = address.partition(".")[0]
        known = {name: shaped(name, each) for name, each in values.items() if name not in META}
        unknown: dict[str, Any] = {}
        if follow:
            known = _followed(known)
            known |= {name: made_up(address, name) for name in ("id", "arn") if name not in known}
        # What is left are variables, whose values nobody has.
        known, unknown = _split(known)
        if not follow:
            unknown |= {"id": True, "arn": True}
        if kind in TAGGABLE:
            provider = tags.get(values.get("provider", kind.partition("_")[0]), {})
            known["tags_all"] = {**provider, **(known.get("tags") or {})}
        found[address] = (known, unknown)
    return found


def made_up(address: str, attribute: str) -> str:
    """Return the value of an attribute that AWS makes up."""
    kind, _, name = address.partition(".")
    short = hashlib.sha256(f"{address}.{attribute}".encode()).hexdigest()[:12]
    if attribute == "arn":
        return f"arn:aws:service:eu-west-1:123456789012:{kind}/{name}-{short}"
    return f"{attribute}-{short}"


def _followed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _followed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_followed(each) for each in value]
    return TEMPLATE.sub(_target, value) if isinstance(value, str) else value


def _target(template: re.Match[str]) -> str:
    found = REFERENCE.search(template[1])
    return made_up(found[1], found[2].lstrip(".")) if found else template[0]


def _split(value: Any) -> tuple[Any, Any]:
    """Return what is known of a value, and where the rest is, as `after_unknown` says it."""
    if isinstance(value, Mapping):
        parts = {name: _split(each) for name, each in value.items()}
        known = {name: each for name, (each, unknown) in parts.items() if unknown is not True}
        return known, {name: unknown for name, (_, unknown) in parts.items() if unknown}
    if isinstance(value, list):
        pairs = [_split(each) for each in value]
        if any(unknown is True for _, unknown in pairs):
            return None, True
        return [each for each, _ in pairs], _marks([unknown for _, unknown in pairs])
    return (None, True) if isinstance(value, str) and "${" in value else (value, False)


def _marks(listed: list[Any]) -> Any:
    return listed if any(listed) else False


def _entry(address: str, instance: Instance) -> dict[str, Any]:
    kind, _, name = address.partition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": REGISTRY + kind.partition("_")[0],
        "schema_version": 0,
        "values": instance[0],
        "sensitive_values": {},
    }


def _change(address: str, before: Instance | None, after: Instance | None) -> dict[str, Any]:
    kind, _, name = address.partition(".")
    actions = ["no-op"]
    if before is None:
        actions = ["create"]
    elif after is None:
        actions = ["delete"]
    elif before[0] != after[0]:
        actions = ["update"]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": REGISTRY + kind.partition("_")[0],
        "change": {
            "actions": actions,
            "before": before[0] if before else None,
            "after": after[0] if after else None,
            "after_unknown": after[1] if after else {},
            "before_sensitive": {} if before else False,
            "after_sensitive": {} if after else False,
        },
    }


def _output_change(name: str, output: Document, before: Document | None) -> dict[str, Any]:
    old = (before or {}).get("output", {}).get(name)
    value = _followed(old.get("value")) if old else None
    action = "create" if old is None else "no-op" if value == output["value"] else "update"
    return {
        "actions": [action],
        "before": value,
        "after": output["value"],
        "after_unknown": False,
        "before_sensitive": output["sensitive"],
        "after_sensitive": output["sensitive"],
    }
