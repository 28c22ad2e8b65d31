"""Moto's time follows the lab's clock.

Moto asks its own `utcnow` for most of what it stamps, and that asks `datetime`: the one
that its module sees is replaced. The few models that ask the machine themselves are not
reached.
"""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import TYPE_CHECKING

from moto.core import utils

if TYPE_CHECKING:
    from lab.control import Control


def patch(control: Control) -> None:
    """Let moto read the lab's clock."""
    clock = control.clock

    class LabDatetime(dt.datetime):
        """A datetime whose now is the lab's."""

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # narrower than the base, as it is used
            return dt.datetime.fromtimestamp(clock.now(), tz)

    seen = ModuleType("datetime")
    seen.__dict__.update(vars(dt), datetime=LabDatetime)
    utils.datetime = seen
