"""What a load balancer changes in the headers that it passes on."""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from multidict import CIMultiDict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from multidict import CIMultiDictProxy

    from lab.alb.configuration import LoadBalancer

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_VALID_NAME = re.compile(r"[-A-Za-z0-9]+")
_TRACE = "X-Amzn-Trace-Id"
_USUAL_PORTS = (80, 443)


def end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return the headers that are not about one connection alone."""
    dropped = _HOP_BY_HOP
    if "Connection" in headers:
        named = ",".join(headers.getall("Connection")).lower().split(",")
        dropped = dropped.union(name.strip() for name in named)
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in dropped
    )


def to_target(
    headers: CIMultiDictProxy[str],
    balancer: LoadBalancer,
    *,
    protocol: str,
    port: int,
    client: str,
    client_port: int,
) -> CIMultiDict[str]:
    """Return the headers of a request as its target gets them.

    Args:
        headers: as the client sent them.
        balancer: its attributes say how.
        protocol: the listener's, http or https.
        port: the listener's, as the API knows it.
        client: the client's address.
        client_port: the client's port.
    """
    sent = end_to_end(headers)
    # The load balancer itself tells the client to go on.
    sent.popall("Expect", None)
    if balancer.drop_invalid_header_fields:
        for name in {name for name in sent if not _VALID_NAME.fullmatch(name)}:
            sent.popall(name)
    if not balancer.preserve_host_header and port not in _USUAL_PORTS:
        host = sent.get("Host", "")
        if host and not _has_port(host):
            sent["Host"] = f"{host}:{port}"
    address = f"{client}:{client_port}" if balancer.forwarded_for_port else client
    _forwarded_for(sent, balancer.forwarded_for, address)
    sent["X-Forwarded-Proto"] = protocol
    sent["X-Forwarded-Port"] = str(port)
    sent[_TRACE] = trace(sent.get(_TRACE))
    return sent


def host_name(host: str) -> str:
    """Return a Host header's name without its port."""
    return host.rpartition(":")[0] if _has_port(host) else host


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


def _forwarded_for(sent: CIMultiDict[str], mode: str, address: str) -> None:
    if mode == "remove":
        sent.popall("X-Forwarded-For", None)
    elif mode == "append":
        before: Iterable[str] = sent.popall("X-Forwarded-For", ())
        sent["X-Forwarded-For"] = ", ".join([*before, address])


def trace(given: str | None) -> str:
    """Return the trace id for a target: a new root, or the given one with our own part."""
    own = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    parts = [part for part in (given or "").split(";") if part.strip()]
    if not any(part.strip().startswith("Root=") for part in parts):
        return ";".join([f"Root={own}", *parts])
    kept = [part for part in parts if not part.strip().startswith("Self=")]
    return ";".join([f"Self={own}", *kept])
