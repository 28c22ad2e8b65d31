"""What keeps a release's state from being written, besides `sluice.journal.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sluice.canary.model.requests import Request


class RequestWaits(Exception):
    """No error: an operator's request came in, and nothing was written: decide again with it."""

    def __init__(self, request: Request) -> None:
        """Carry the request."""
        super().__init__(request.kind)
        self.request = request
