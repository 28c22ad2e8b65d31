"""The tags that every resource carries."""

from __future__ import annotations

from typing import Protocol


class Tagged(Protocol):
    """What tags are made of: an environment, or bootstrap."""

    @property
    def name(self) -> str:
        """The stack's name."""

    @property
    def owner(self) -> str:
        """The team that answers for it."""

    @property
    def service_name(self) -> str:
        """The service's short name."""


def tags_of(environment: Tagged) -> dict[str, str]:
    """Return the tags of an environment: who owns it, what it is, what made it."""
    return {
        "Environment": environment.name,
        "ManagedBy": "sluice",
        "Owner": environment.owner,
        "Service": environment.service_name,
    }
