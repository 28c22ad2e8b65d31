"""Tells from an HTTP request which call of AWS's API it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from lab.api import rest_operations

if TYPE_CHECKING:
    from lab.api.wsgi import Request

# AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, SignedHeaders=...
_CREDENTIAL = re.compile(
    r"Credential=[^/]+/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request"
)
_SIGNED_AT = "%Y%m%dT%H%M%SZ"
_REST_XML = ("s3", "route53", "cloudfront")


class Protocol(Enum):
    """How a service's requests, answers and errors are written."""

    JSON = "json"
    QUERY = "query"
    EC2 = "ec2"
    REST_JSON = "rest-json"
    REST_XML = "rest-xml"


@dataclass(frozen=True)
class Call:
    """One signed API call.

    `service` is the name that it is signed for, such as elasticloadbalancing, monitoring
    (CloudWatch) or ecs. `operation` is empty where none could be told.
    """

    service: str
    operation: str
    protocol: Protocol
    content_type: str
    signed_at: datetime | None


def identify(request: Request) -> Call | None:
    """Return the call; None where the request is not signed, and so none of AWS's API."""
    headers = {name.lower(): value for name, value in request.headers}
    path, _, query = request.target.partition("?")
    asked = parse_qs(query, keep_blank_values=True)
    scope = _CREDENTIAL.search(headers.get("authorization", "")) or _CREDENTIAL.search(
        f"Credential={asked.get('X-Amz-Credential', [''])[0]}"
    )
    if scope is None:
        return None
    service = scope["service"]
    content_type = headers.get("content-type", "")
    protocol, operation = _protocol(request, service, headers, path, asked)
    return Call(
        service=service,
        operation=operation,
        protocol=protocol,
        content_type=content_type,
        # A presigned URL says itself for how long it is good.
        signed_at=_time(headers.get("x-amz-date", "")),
    )


def _protocol(
    request: Request,
    service: str,
    headers: dict[str, str],
    path: str,
    asked: dict[str, list[str]],
) -> tuple[Protocol, str]:
    if "x-amz-target" in headers:
        return Protocol.JSON, headers["x-amz-target"].rpartition(".")[2]
    if "x-www-form-urlencoded" in headers.get("content-type", ""):
        asked = asked | parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    if "Action" in asked:
        protocol = Protocol.EC2 if service == "ec2" else Protocol.QUERY
        return protocol, asked["Action"][0]
    protocol = Protocol.REST_XML if service in _REST_XML else Protocol.REST_JSON
    operation = rest_operations.find(service, request.method, unquote(path), set(asked), headers)
    return protocol, operation


def _time(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _SIGNED_AT).replace(tzinfo=UTC)
    except ValueError:
        return None
