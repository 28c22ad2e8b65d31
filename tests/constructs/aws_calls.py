"""Which AWS operations a package calls, read from its source."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session
from botocore import xform_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
# What gives a boto3 client, by the name of its service.
_GIVERS = {"client", "clients"}
_NAMED_OPERATIONS = {"get_paginator", "get_waiter"}


def calls(*paths: str) -> set[tuple[str, str]]:
    """Return (service, operation), such as ("elbv2", "ModifyRule").

    A method counts for every service in use that has an operation of its name: rather one
    too many than one too few.

    Args:
        paths: files and folders below the repository.
    """
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in _files(paths)]
    services = {service for tree in trees for service in _services(tree)}
    methods = {method for tree in trees for method in _methods(tree)}
    return {
        (service, operation)
        for service in services
        for method, operation in _operations(service).items()
        if method in methods
    }


def _files(paths: Iterable[str]) -> Iterator[Path]:
    for path in paths:
        found = ROOT / path
        yield from sorted(found.rglob("*.py")) if found.is_dir() else [found]


def _services(tree: ast.AST) -> Iterator[str]:
    for call in _all_calls(tree):
        if _name(call.func) in _GIVERS and call.args:
            yield from _text(call.args[0])


def _methods(tree: ast.AST) -> Iterator[str]:
    for call in _all_calls(tree):
        if isinstance(call.func, ast.Attribute):
            yield call.func.attr
            if call.func.attr in _NAMED_OPERATIONS:
                yield from _text(call.args[0])


def _all_calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr.lstrip("_")
    return function.id if isinstance(function, ast.Name) else ""


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@cache
def _operations(service: str) -> dict[str, str]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(operation): operation for operation in model.operation_names}
