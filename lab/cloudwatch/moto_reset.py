"""Moto's reset forgets the metrics, too: they are no model of moto's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.moto_api._internal.models import MotoAPIBackend

if TYPE_CHECKING:
    from lab.control import Control


def close(control: Control) -> None:
    """Empty the store with the account."""
    upstream = MotoAPIBackend.reset

    def reset(self: MotoAPIBackend) -> None:
        upstream(self)
        control.metrics.clear()

    MotoAPIBackend.reset = reset
