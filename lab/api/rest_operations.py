"""Names the operation of a REST call, which carries no name: by botocore's own service models."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True)
class _Operation:
    """What a request of an operation always has."""

    name: str
    method: str
    path: re.Pattern[str]
    query: frozenset[str]
    headers: frozenset[str]
    literal_length: int


def find(
    service: str, method: str, path: str, query: AbstractSet[str], headers: Mapping[str, str]
) -> str:
    """Return the operation's name; empty where the service or the request is unknown.

    Where several fit, the one that asks for most wins: PUT of an S3 key with a copy source is
    CopyObject, not PutObject.

    Args:
        service: name that the call is signed for; models go by the same name for S3, Lambda,
            Route 53, Backup and most others.
        method: HTTP method.
        path: path, unquoted, without the query.
        query: names of the query parameters.
        headers: headers of the request, names in lower case.
    """
    fitting = [
        one
        for one in _operations(service)
        if one.method == method
        and one.query <= query
        and all(name in headers for name in one.headers)
        and one.path.fullmatch(path)
    ]
    best = max(
        fitting,
        key=lambda one: (len(one.query) + len(one.headers), one.literal_length),
        default=None,
    )
    return best.name if best else ""


@cache
def _operations(service: str) -> tuple[_Operation, ...]:
    try:
        model = Loader().load_service_model(service, "service-2")
    except DataNotFoundError:
        return ()
    return tuple(
        _operation(name, found, model["shapes"])
        for name, found in model["operations"].items()
        if not found.get("deprecated")
    )


def _operation(name: str, found: Mapping[str, Any], shapes: Mapping[str, Any]) -> _Operation:
    uri, _, query = found["http"]["requestUri"].partition("?")
    shape = shapes.get(found.get("input", {}).get("shape"), {})
    members = [shape["members"][member] for member in shape.get("required", ())]
    return _Operation(
        name=name,
        method=found["http"]["method"],
        path=re.compile(_pattern(uri)),
        query=frozenset(part.partition("=")[0] for part in query.split("&") if part)
        | frozenset(_located(members, "querystring")),
        headers=frozenset(one.lower() for one in _located(members, "header")),
        literal_length=len(re.sub(r"\{[^}]*\}", "", uri)),
    )


def _pattern(uri: str) -> str:
    parts = re.split(r"(\{[^}]*\})", uri.rstrip("/"))
    wild = [
        re.escape(part) if not part.startswith("{") else (".+" if part[-2] == "+" else "[^/]+")
        for part in parts
    ]
    return "".join(wild) + "/?"


def _located(members: list[Mapping[str, Any]], where: str) -> list[str]:
    return [one["locationName"] for one in members if one.get("location") == where]
