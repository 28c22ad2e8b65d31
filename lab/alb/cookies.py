"""The load balancer's cookies: AWSALBTG keeps a client with a group, AWSALB with a target."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

GROUP_COOKIE = "AWSALBTG"
TARGET_COOKIE = "AWSALB"
_SIGNATURE_BYTES = 16


class Jar:
    """Makes cookies that nobody else can, and reads what it made."""

    def __init__(self, key: bytes) -> None:
        """Use a secret `key`; cookies made with another one are not taken."""
        self._key = key

    def make(self, name: str, choice: str, seconds: int, *, secure: bool) -> list[str]:
        """Return the Set-Cookie values that hold to `choice` for so long.

        The second one is what browsers need for requests from other sites, and take over
        TLS only (`secure`).
        """
        until = int(time.time()) + seconds
        sealed = self._seal(f"{until} {choice}")
        expires = formatdate(until, usegmt=True)
        rest = f"{sealed}; Expires={expires}; Path=/"
        return [f"{name}={rest}", f"{name}CORS={rest}; SameSite=None{'; Secure' if secure else ''}"]

    def read(self, name: str, headers: Iterable[str]) -> str | None:
        """Return the choice that a request's Cookie headers hold to, None where none."""
        for header in headers:
            for pair in header.split(";"):
                key, _, value = pair.strip().partition("=")
                if key == name and (choice := self._open(value)) is not None:
                    return choice
        return None

    def _seal(self, text: str) -> str:
        plain = text.encode()
        return base64.urlsafe_b64encode(self._sign(plain) + plain).decode()

    def _open(self, value: str) -> str | None:
        try:
            sealed = base64.urlsafe_b64decode(value)
        except (binascii.Error, ValueError):
            return None
        signature, plain = sealed[:_SIGNATURE_BYTES], sealed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(plain)):
            return None
        until, _, choice = plain.decode().partition(" ")
        return choice if int(until) > time.time() else None

    def _sign(self, plain: bytes) -> bytes:
        return hmac.digest(self._key, plain, hashlib.sha256)[:_SIGNATURE_BYTES]
