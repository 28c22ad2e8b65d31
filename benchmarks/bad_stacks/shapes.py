"""How values look in a plan, as against in a synthesized stack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
META = ("//", "depends_on", "lifecycle", "provider", "provisioner", "connection")
MAPS = ("tags", "tags_all", "dimensions", "variables", "labels", "parameters")
TEMPLATE = re.compile(r"\$\{([^}]+)\}")
REFERENCE = re.compile(
    r"(?<![\w.-])((?:data\.|ephemeral\.)?[a-z]\w*_\w+\.[A-Za-z_][\w-]*)((?:\.\w+)*)"
)
REGISTRY = "registry.terraform.io/hashicorp/"


def declared(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each resource's address and arguments."""
    for kind, named in document.get("resource", {}).items():
        for name, values in named.items():
            yield f"{kind}.{name}", values


def shaped(name: str, value: Any) -> Any:
    """Return a value as a plan has it: each nested block in a list."""
    if isinstance(value, Mapping):
        if name in MAPS:
            return dict(value)
        return [{key: shaped(key, each) for key, each in value.items()}]
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return [{key: shaped(key, each) for key, each in item.items()} for item in value]
    return value
