"""A saved account's content: moto's models, and what each part wants kept beside them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from lab.saved import account as models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.control import Control, Part


async def take(control: Control, parts: Mapping[str, Part]) -> bytes:
    """Return the content of the account that a lab plays now."""
    kept = {name: await part.save() for name, part in parts.items()}
    return pickle.dumps((await control.front.call(models.dump, control.account), kept))


def restore(account: str, content: bytes, parts: Mapping[str, Part]) -> None:
    """Begin from a saved account; in moto's thread, before any part runs."""
    data, kept = pickle.loads(content)  # noqa: S301 - a file that `lab save` wrote in this checkout
    models.load(account, data)
    for name, part in parts.items():
        part.restore(kept.get(name, b""))
