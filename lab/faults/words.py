"""Says in words what the kinds of faults are, and what is wrong with one that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.faults.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError

_UNITS = {"_seconds": "seconds", "_ms": "milliseconds", "percent": "percent", "_mib": "MiB"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kind; `default` is None where it must be given."""

    name: str
    type: str
    unit: str
    default: str | None
    what: str


def what(kind: str) -> str:
    """Return what a kind of fault does, in one line."""
    return " ".join((KINDS[kind].__doc__ or "").split())


def parameters(kind: str) -> tuple[Parameter, ...]:
    """Return the parameters of a kind; the ones of its own first, those of all kinds last."""
    schema = KINDS[kind].model_json_schema()
    common = ("seed", "for_seconds")
    named = [name for name in schema["properties"] if name != "kind"]
    return tuple(
        _parameter(name, schema["properties"][name], required=name in schema.get("required", ()))
        for name in sorted(named, key=lambda one: one in common)
    )


def _parameter(name: str, said: Mapping[str, object], *, required: bool) -> Parameter:
    default = said.get("default")
    return Parameter(
        name=name,
        type=str(said["type"]),
        unit=next((unit for part, unit in _UNITS.items() if name.endswith(part)), ""),
        default=None if required else ("all" if default == "" else str(default).lower()),
        what=str(said.get("description", "")),
    )


def mistake(error: ValidationError) -> str:
    """Return one sentence: what is wrong with the fault, and what would be right."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    if not place or first["type"].startswith("union_tag"):
        known = ", ".join(sorted(KINDS))
        asked = first.get("ctx", {}).get("tag")
        return (
            f"no kind of fault {asked!r}: choose from {known}"
            if asked
            else (f"a fault needs its kind: one of {known}")
        )
    kind, name = place[0], place[-1]
    right = ", ".join(one.name for one in parameters(kind))
    match first["type"]:
        case "extra_forbidden":
            return f"{kind} has no parameter {name!r}: it takes {right}"
        case "missing":
            return f"{kind} needs its parameter {name!r}"
    reason = first["msg"][0].lower() + first["msg"][1:]
    return f"{kind}: {name}={first['input']}: {reason}"
