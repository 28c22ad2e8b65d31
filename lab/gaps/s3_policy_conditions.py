"""S3 applies a statement of a bucket policy only where its conditions hold.

Moto denies the request wherever a condition does not hold, whatever the statement's effect:
the usual denial of what is not TLS closes the bucket to everybody.

The lab knows the context keys below; a statement with any other key or operator does not
apply here. It plays an HTTPS endpoint, so every request counts as TLS.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

if TYPE_CHECKING:
    from collections.abc import Callable

_SSE = "x-amz-server-side-encryption"
_HEADERS = {f"s3:{header}": header for header in (_SSE, f"{_SSE}-aws-kms-key-id")}
_FIXED = {"aws:PrincipalIsAWSService": "false", "aws:SecureTransport": "true"}

_OPERATORS: dict[str, Callable[[str | None, list[str]], bool]] = {
    "Bool": lambda value, wanted: value in wanted,
    "Null": lambda value, wanted: str(value is None).lower() in wanted,
    "StringEquals": lambda value, wanted: value in wanted,
    # AWS: holds as well where the request has no such key.
    "StringNotEquals": lambda value, wanted: value not in wanted,
}


def _context() -> dict[str, str | None]:
    headers = request.headers if has_request_context() else {}
    return {**_FIXED, **{key: headers.get(header) for key, header in _HEADERS.items()}}


def _holds(conditions: dict[str, dict[str, str | list[str]]]) -> bool:
    context = _context()
    return all(
        operator in _OPERATORS
        and key in context
        and _OPERATORS[operator](context[key], [wanted] if isinstance(wanted, str) else wanted)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    if self.policy is None:
        return PermissionResult.NEUTRAL
    document: dict[str, Any] = json.loads(self.policy)
    given = document["Statement"]
    statements = [
        {name: value for name, value in statement.items() if name != "Condition"}
        for statement in ([given] if isinstance(given, dict) else given)
        if _holds(statement.get("Condition", {}))
    ]
    policy = IAMPolicy(json.dumps({**document, "Statement": statements}))
    return policy.is_action_permitted(action, resource)


def close() -> None:
    """Decide by the statements whose conditions hold."""
    FakeBucket.get_permission = _permission
