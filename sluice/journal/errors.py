"""Why the journal did not do what was asked.

SluiceError
├── LeaseHeld (13)       somebody else may change the environment now
├── Superseded (12)      this process may not any more
└── JournalRefused (5)   an item cannot be read
"""

from __future__ import annotations

from sluice.errors import SluiceError
from sluice.exits import Exit


class LeaseHeld(SluiceError):
    """Somebody else holds the environment's lease, and it has not expired."""

    exit_code = Exit.REFUSED


class Superseded(SluiceError):
    """Another process has taken over: this one must not act any more."""

    exit_code = Exit.SUPERSEDED


class JournalRefused(SluiceError):
    """An item has a schema version that this program does not know, or is damaged."""

    exit_code = Exit.UNREADABLE
