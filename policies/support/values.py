"""Values of a resource: known, unknown, or a reference that only Terraform can follow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final


class _Unknown:
    """Stands where a plan knows a value only after apply."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN: Final = _Unknown()
_REFERENCE = re.compile(r"(?<![\w.-])([a-z][a-z0-9]*_\w+)\.([A-Za-z_][\w-]*)((?:\.\w+)*)")
_TEMPLATE = re.compile(r"\$\{([^}]*)\}")


def known(value: Any) -> bool:
    """Return whether a value is all there: neither unknown nor a reference."""
    if isinstance(value, Mapping):
        return all(known(each) for each in value.values())
    if isinstance(value, list):
        return all(known(each) for each in value)
    return value is not UNKNOWN and not (isinstance(value, str) and "${" in value)


def blocks(values: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the nested blocks of a name; one that is unknown as a whole is left out."""
    found = values.get(name) if isinstance(values, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if isinstance(each, Mapping)]


def block(values: Any, name: str) -> Mapping[str, Any]:
    """Return the first nested block of a name; empty where there is none."""
    return next(iter(blocks(values, name)), {})


def texts(value: Any) -> list[str]:
    """Return a text, or a list's texts; nothing for anything else."""
    return [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    ]


def number(value: Any) -> float | None:
    """Return a number, also from a text such as `30`; None for anything else."""
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def decoded(value: Any) -> Any:
    """Return what a JSON text holds; UNKNOWN where there is no telling.

    References inside strings do no harm; one in place of a whole value makes it no JSON.
    """
    if not isinstance(value, str):
        return UNKNOWN if value is UNKNOWN else value
    try:
        return json.loads(value)
    except ValueError:
        return UNKNOWN


def references(value: Any) -> frozenset[str]:
    """Return what templates in a value refer to, such as `aws_vpc.main.id`."""
    if isinstance(value, Mapping):
        return frozenset().union(*(references(each) for each in value.values()))
    if isinstance(value, list):
        return frozenset().union(*(references(each) for each in value))
    if not isinstance(value, str):
        return frozenset()
    return frozenset(
        "".join((match[1], ".", match[2], match[3]))
        for inside in _TEMPLATE.findall(value)
        for match in _REFERENCE.finditer(inside)
    )


def address_of(reference: str) -> str:
    """Return the resource's address in a reference: its first two parts."""
    return ".".join(reference.split(".")[:2])


def overlaid(value: Any, unknown: Any) -> Any:
    """Return a plan's value with UNKNOWN where its `after_unknown` says so."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, Mapping) and any(_some(each) for each in unknown.values()):
        known_part = value if isinstance(value, Mapping) else {}
        names = dict.fromkeys((*known_part, *unknown))
        return {name: overlaid(known_part.get(name), unknown.get(name)) for name in names}
    if isinstance(unknown, list) and any(_some(each) for each in unknown):
        listed = value if isinstance(value, list) else []
        return [overlaid(*pair) for pair in zip_longest(listed, unknown)]
    return value


def _some(unknown: Any) -> bool:
    if isinstance(unknown, Mapping):
        return any(_some(each) for each in unknown.values())
    return any(_some(each) for each in unknown) if isinstance(unknown, list) else unknown is True


def unwrapped(value: Any) -> Any:
    """Return a value as written, from the lists of one that Checkov wraps each in."""
    if isinstance(value, Mapping):
        return {
            name: each if name == "//" else unwrapped(each)
            for name, each in value.items()
            if not name.startswith("__")
        }
    if isinstance(value, list):
        if value and all(isinstance(each, Mapping) for each in value):
            return [unwrapped(each) for each in value]
        return value[0] if len(value) == 1 else value
    return value


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value
