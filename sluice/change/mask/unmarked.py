"""What in a synthesized stack may be a secret.

A plan marks what is sensitive; a synthesized stack does not. So what is named like a secret,
or looks like one, is masked wherever it stands. A reference (`${...}`) is none: it says where
the secret is.
"""

from __future__ import annotations

import re
from typing import Any

from sluice.change.model.planned import MASK
from sluice.change.model.secrets import looks_like_a_secret

OTHER = "(sensitive, another value)"
"""Stands for a secret that differs from the one on the other side."""

_NAMED_LIKE_ONE = re.compile(
    r"(?:^|_)(?:password|passwd|secret_string|secret_binary|secret_key|private_key|auth_token"
    r"|access_token|api_token|api_key|access_key|token|secret|credentials?|key_material)$"
    r"|^sensitive_|_wo$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$\{[^{}]*\}")


def named_like_a_secret(name: str) -> bool:
    """Return whether an argument, or a variable of a container, is named like a secret.

    Words may be put together in any way: `db_password`, `DB_PASSWORD`, `dbPassword`.
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")
    return _NAMED_LIKE_ONE.search(apart) is not None


def masked(value: Any, *, sensitive: Any = None, name: str = "") -> Any:
    """Return a value with all that may be a secret replaced by `(sensitive)`.

    Args:
        value: of a synthesized stack, JSON in texts unfolded.
        sensitive: the same shape with True at what Terraform calls sensitive; None where it
            has not been asked. A block that is an object here may be a list of one there.
        name: of the argument that holds the value.
    """
    if sensitive is True:
        return _mask(value)
    if isinstance(sensitive, list) and not isinstance(value, list):
        sensitive = sensitive[0] if len(sensitive) == 1 else None
    if isinstance(value, dict):
        return _masked_object(value, sensitive, name)
    if isinstance(value, list):
        marks = sensitive if isinstance(sensitive, list) else []
        return [
            masked(each, sensitive=marks[n] if n < len(marks) else None, name=name)
            for n, each in enumerate(value)
        ]
    if isinstance(value, str) and (named_like_a_secret(name) or looks_like_a_secret(value)):
        return _mask(value)
    return value


def _masked_object(value: dict[str, Any], sensitive: Any, name: str) -> dict[str, Any]:
    marks = sensitive if isinstance(sensitive, dict) else {}
    # A container's variable, `{"name": ..., "value": ...}`, and a parameter of Systems Manager.
    names = (str(value.get("name", "")), name)
    is_secret = value.get("sensitive") is True or value.get("type") == "SecureString"
    found = {}
    for key, inner in value.items():
        mark = marks.get(key)
        # An output has a value, and a variable a default.
        if key in ("value", "default") and (is_secret or any(map(named_like_a_secret, names))):
            mark = True
        found[key] = masked(inner, sensitive=mark, name=key if key != "(json)" else name)
    return found


def differing(base: Any, head: Any, *, masked_base: Any, masked_head: Any) -> Any:
    """Return the masked head, with `OTHER` where a secret is not what it was in the base.

    A changed secret would else be a change that no diff shows.
    """
    if isinstance(masked_head, dict) and isinstance(masked_base, dict):
        return {
            key: differing(base[key], head[key], masked_base=masked_base[key], masked_head=inner)
            if key in masked_base
            else inner
            for key, inner in masked_head.items()
        }
    if isinstance(masked_head, list) and isinstance(masked_base, list):
        both = min(len(masked_base), len(masked_head))
        return [
            differing(base[n], head[n], masked_base=masked_base[n], masked_head=inner)
            if n < both
            else inner
            for n, inner in enumerate(masked_head)
        ]
    was_secret = masked_base == MASK and base != MASK
    return OTHER if was_secret and masked_head == MASK and base != head else masked_head


def _mask(value: Any) -> Any:
    """Mask a value; what is nothing but references, or nothing at all, is no secret."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask(inner) for inner in value]
    if isinstance(value, str) and not _REFERENCE.sub("", value).strip():
        return value
    return MASK
