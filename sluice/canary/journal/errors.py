"""Why the journal did not do what was asked.

SluiceError
├── LeaseHeld (13)       somebody else may change the environment now
├── Superseded (12)      this driver may not any more
└── JournalRefused (5)   an item cannot be read
Asked                    no error: an operator's request came in between
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.errors import SluiceError
from sluice.exits import Exit

if TYPE_CHECKING:
    from sluice.canary.model.requests import Request


class LeaseHeld(SluiceError):
    """Somebody else holds the environment's lease, and it has not expired."""

    exit_code = Exit.REFUSED


class Superseded(SluiceError):
    """Another driver has taken over: this one must not act any more."""

    exit_code = Exit.SUPERSEDED


class JournalRefused(SluiceError):
    """An item has a schema version that this program does not know, or is damaged."""

    exit_code = Exit.UNREADABLE


class Asked(Exception):
    """An operator's request came in meanwhile; nothing was written: decide again with it."""

    def __init__(self, request: Request) -> None:
        """Carry the request."""
        super().__init__(request.kind)
        self.request = request
