"""A wrong type, an unknown field or a missing one: the same sentence as of a wrong value.

The standard library's dataclasses take whatever they are given. A library that checks them
(pydantic) costs more than all of a stack's file to import, and its errors are paragraphs.
"""

from __future__ import annotations

import difflib
import types
from dataclasses import MISSING, Field, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from webservice.errors import InvalidValue, SluiceInputError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_UNIONS = frozenset({Union, types.UnionType})
_NAMES = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "True or False",
    types.NoneType: "None",
}


def checked(group: str = "") -> Callable[[type[T]], type[T]]:
    """Check a dataclass's keyword arguments before its own rules do.

    What is made of it raises `InvalidValue` for a field of a wrong type or an unknown name, and
    `SluiceInputError` for one that is missing.

    Args:
        group: how its fields' names begin in errors, such as `service`; empty for the whole.
    """

    def decorate(of: type[T]) -> type[T]:
        build: Callable[..., None] = vars(of)["__init__"]
        known: dict[str, Field[Any]] = {each.name: each for each in fields(of)}  # type: ignore[arg-type]  # a dataclass, which T cannot say
        hints = get_type_hints(of)

        @wraps(build)
        def init(self: T, *positional: Any, **values: Any) -> None:
            for name, value in values.items():
                field = f"{group}.{name}" if group else name
                if name not in known:
                    raise InvalidValue(field, value, _no_field(of, name, known))
                if not _fits(value, hints[name]):
                    raise InvalidValue(field, value, f"must be {_described(hints[name])}")
            for name, each in known.items():
                required = each.default is MISSING and each.default_factory is MISSING
                if required and name not in values and not positional:
                    field = f"{group}.{name}" if group else name
                    raise SluiceInputError(f"{field}: is missing: {_described(hints[name])}")
            build(self, *positional, **values)

        type.__setattr__(of, "__init__", init)
        return of

    return decorate


def _no_field(of: type, name: str, known: dict[str, Field[Any]]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    return f"is no field of {of.__name__}: {hint}"


def _fits(value: object, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in _UNIONS:
        return any(_fits(value, each) for each in inner)
    if origin is Literal:
        # Which of them it may be is a rule of the class, in words of its own.
        return isinstance(value, tuple({type(each) for each in inner}))
    if origin is tuple:
        return isinstance(value, tuple) and _fits_each(value, inner)
    if isinstance(value, bool):
        # To Python a bool is a whole number; to whoever reads a stack it is not.
        return hint is bool
    return isinstance(value, (int, float) if hint is float else hint)


def _fits_each(value: tuple[object, ...], inner: tuple[Any, ...]) -> bool:
    if inner[-1] is ...:
        return all(_fits(each, inner[0]) for each in value)
    return len(value) == len(inner) and all(map(_fits, value, inner))


def _described(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in _UNIONS:
        return " or ".join(map(_described, inner))
    if origin is Literal:
        return f"one of {', '.join(map(repr, inner))}"
    if origin is tuple and inner[-1] is ...:
        return f"a tuple, each of it {_described(inner[0])}"
    if origin is tuple:
        return f"a tuple of {', '.join(map(_described, inner))}"
    return _NAMES.get(hint) or f"a {hint.__name__}"
