"""The configuration part of a plan made from a synthesized stack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from benchmarks.bad_stacks.shapes import META, REFERENCE, REGISTRY, TEMPLATE, declared, shaped
from policies.support.values import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bad_stacks.shapes import Document


def default_tags(document: Document) -> dict[str, dict[str, str]]:
    """Return each provider's default tags, by its key."""
    found = {}
    for key, each in _providers(document):
        given = each.get("default_tags", [])
        found[key] = {
            name: text
            for block in (given if isinstance(given, list) else [given])
            for name, text in block.get("tags", {}).items()
        }
    return found


def _providers(document: Document) -> Iterator[tuple[str, Document]]:
    for name, listed in document.get("provider", {}).items():
        for each in listed if isinstance(listed, list) else [listed]:
            yield (f"{name}.{each['alias']}" if each.get("alias") else name), each


def configuration(document: Document) -> dict[str, Any]:
    """Return a plan's `configuration`."""
    pins = document.get("terraform", {}).get("required_providers", {})
    providers: dict[str, Any] = {}
    for key, each in _providers(document):
        name, _, alias = key.partition(".")
        providers[key] = {
            "name": name,
            "full_name": REGISTRY + name,
            **({"alias": alias} if alias else {}),
            **(
                {"version_constraint": pins[name]["version"]}
                if pins.get(name, {}).get("version")
                else {}
            ),
            "expressions": {k: _expression(k, v) for k, v in each.items() if k != "alias"},
        }
    resources = [
        {
            "address": address,
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2],
            "provider_config_key": values.get("provider", address.partition("_")[0]),
            "expressions": {k: _expression(k, v) for k, v in values.items() if k not in META},
            "schema_version": 0,
        }
        for address, values in declared(document)
    ]
    outputs = {
        name: {
            **({"sensitive": True} if each.get("sensitive") else {}),
            "expression": _expression("value", each.get("value")),
        }
        for name, each in document.get("output", {}).items()
    }
    root = {"outputs": outputs, "resources": resources}
    return {"provider_config": providers, "root_module": root}


def _expression(name: str, value: Any) -> Any:
    whole = shaped(name, value)
    if isinstance(whole, list) and whole and all(isinstance(each, Mapping) for each in whole):
        return [{key: _expression(key, each) for key, each in block.items()} for block in whole]
    references = [
        text
        for inside in _templates(whole)
        for match in REFERENCE.finditer(inside)
        for text in (match[1] + match[2], match[1])
    ]
    return {"constant_value": whole, **({"references": references} if references else {})}


def _templates(value: Any) -> Iterator[str]:
    for text in strings(value):
        yield from TEMPLATE.findall(text)
