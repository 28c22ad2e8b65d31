"""What each kind of resource is charged for: one table of small functions by service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.change.cost.rules import (
    containers,
    database,
    edge,
    network,
    observability,
    security,
)
from sluice.change.cost.rules.free import FREE

if TYPE_CHECKING:
    from sluice.change.cost.charges import Table

CHARGED: Table = {
    **containers.TABLE,
    **database.TABLE,
    **edge.TABLE,
    **network.TABLE,
    **observability.TABLE,
    **security.TABLE,
}

__all__ = ["CHARGED", "FREE"]
