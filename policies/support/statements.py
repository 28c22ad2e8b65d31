"""Statements of an IAM policy, of an identity, a resource or a trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.support.values import UNKNOWN, decoded, texts

_LIMITING = (
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "kms:calleraccount",
)
_ASKING_FOR_EQUALITY = ("stringequals", "stringlike", "arnequals", "arnlike")


@dataclass(frozen=True)
class Statement:
    """One statement."""

    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return str(self.raw.get("Sid") or "without Sid")

    @property
    def allows(self) -> bool:
        """Whether it grants something."""
        return str(self.raw.get("Effect", "Allow")) != "Deny"

    @property
    def actions(self) -> list[str]:
        """What it is about; `*` where it is about everything but."""
        return ["*"] if "NotAction" in self.raw else texts(self.raw.get("Action"))

    @property
    def resources(self) -> list[str]:
        """On what; `*` where it is on everything but."""
        return ["*"] if "NotResource" in self.raw else texts(self.raw.get("Resource"))

    @property
    def everybody(self) -> bool:
        """Whether its principal is anybody at all, whatever its condition."""
        principal = self.raw.get("Principal")
        named = principal.get("AWS") if isinstance(principal, Mapping) else principal
        return "NotPrincipal" in self.raw or any(each.strip() == "*" for each in texts(named))

    @property
    def principals(self) -> Mapping[str, list[str]]:
        """Who, by type: `AWS`, `Service`, `Federated`."""
        principal = self.raw.get("Principal")
        listed = principal if isinstance(principal, Mapping) else {"AWS": principal}
        return {kind: texts(each) for kind, each in listed.items()}

    @property
    def limited(self) -> bool:
        """Whether a condition holds callers to named accounts, organisations, ARNs or networks."""
        return any(
            operator.lower().partition(":")[2] in _ASKING_FOR_EQUALITY
            or operator.lower() in _ASKING_FOR_EQUALITY
            for operator, keys in self.condition.items()
            for key, value in keys.items()
            if key.lower() in _LIMITING and not any(set(text) <= {"*"} for text in texts(value))
        )

    @property
    def condition(self) -> Mapping[str, Mapping[str, Any]]:
        """Its conditions, by operator and key."""
        found = self.raw.get("Condition")
        return found if isinstance(found, Mapping) else {}


def statements(policy: Any) -> list[Statement] | None:
    """Return the statements of a policy in JSON; None where it is not known."""
    found = decoded(policy)
    if found is UNKNOWN or not isinstance(found, Mapping):
        return None if found is not None else []
    listed = found.get("Statement", [])
    listed = listed if isinstance(listed, list) else [listed]
    return [Statement(each) for each in listed if isinstance(each, Mapping)]
