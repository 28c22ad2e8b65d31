"""Synthesizes constructs under test and reads back what they declare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = "123456789012"
REGION = "eu-west-1"


@dataclass(frozen=True)
class Synthesized:
    """A stack's synthesized configuration."""

    document: dict[str, Any]

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all resources of a type, by logical id; empty where there is none."""
        found: dict[str, dict[str, Any]] = self.document.get("resource", {}).get(kind, {})
        return found

    def one(self, kind: str) -> dict[str, Any]:
        """Return the only resource of a type."""
        (resource,) = self.all(kind).values()
        return resource

    def where(self, kind: str, **values: Any) -> list[dict[str, Any]]:
        """Return the resources of a type whose arguments have these values."""
        return [
            resource
            for resource in self.all(kind).values()
            if all(resource.get(name) == value for name, value in values.items())
        ]


def synthesize(build: Callable[[TerraformStack], object]) -> Synthesized:
    """Synthesize a stack that holds the AWS provider and what `build` adds to it."""
    stack = TerraformStack(Testing.app(), "test")
    AwsProvider(stack, "aws", region=REGION)
    build(stack)
    return Synthesized(json.loads(Testing.synth(stack)))
