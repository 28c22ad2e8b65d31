"""The tags that every resource carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webservice.environment import Environment


def tags_of(environment: Environment) -> dict[str, str]:
    """Return the tags of an environment: who owns it, what it is, what made it."""
    return {
        "Environment": environment.name,
        "ManagedBy": "sluice",
        "Owner": environment.owner,
        "Service": environment.service_name,
    }
