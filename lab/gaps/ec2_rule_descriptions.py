"""A security-group rule has a description, whatever kind of peer it names.

Moto keeps the description of rules that name an address range, and loses it where the peer
is a security group or a prefix list.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule


def close() -> None:
    """Read a rule's description from whichever peer it came with."""
    create = SecurityGroupRule.__init__

    @wraps(create)
    def create_with_description(self: SecurityGroupRule, *args: Any, **kwargs: Any) -> None:
        create(self, *args, **kwargs)
        # The backend passes the peers by position: range, group, prefix list.
        prefix_list = args[7] if len(args) > 7 else kwargs.get("prefix_list_id")
        self.prefix_list_description = (prefix_list or {}).get("Description")

    def description(self: SecurityGroupRule) -> str | None:
        found: str | None = (
            self.ip_range.get("Description")
            or self.source_group.get("Description")
            or self.prefix_list_description
        )
        return found

    SecurityGroupRule.__init__ = create_with_description
    SecurityGroupRule.description = property(description)
