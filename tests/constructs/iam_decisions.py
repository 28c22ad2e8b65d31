"""Decides as IAM does, as far as our policies go: a denial wins, silence refuses."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _matches(patterns: str | list[str], value: str) -> bool:
    return any(fnmatchcase(value.lower(), pattern.lower()) for pattern in _many(patterns))


def _holds(conditions: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    return all(
        _one_holds(operator, wanted, context.get(key))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _one_holds(operator: str, wanted: str | list[str], value: str | None) -> bool:
    # Of the values that a request may have several of, ours have one, or none.
    quantifier, _, plain = operator.rpartition(":")
    if plain == "Null":
        return str(value is None).lower() in _many(wanted)
    if value is None:
        return quantifier == "ForAllValues"
    if plain in ("StringEquals", "Bool"):
        return value in _many(wanted)
    if plain in ("StringLike", "ArnLike"):
        return _matches(wanted, value)
    message = f"operator {operator} is not known here"
    raise NotImplementedError(message)


def is_allowed(
    statements: Iterable[Mapping[str, Any]],
    action: str,
    resource: str = "*",
    **context: str,
) -> bool:
    """Say whether the statements together allow the action; `__` in a context key is `:`."""
    request = {key.replace("__", ":").replace("_slash_", "/"): v for key, v in context.items()}
    effects = {
        statement["Effect"]
        for statement in statements
        if _matches(statement["Action"], action)
        and _matches(statement["Resource"], resource)
        and _holds(statement.get("Condition", {}), request)
    }
    return effects == {"Allow"}
