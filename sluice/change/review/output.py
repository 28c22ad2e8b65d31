"""Writes a review into a folder."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sluice.change.review import comment, page
from sluice.change.review.document import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.review.model import Review

COMMENT, PAGE, DATA = "review.md", "review.html", "review.json"


def write(folder: Path, review: Review) -> tuple[Path, ...]:
    """Write comment, page and data; each file appears whole, and replaces the one before.

    Raises:
        OSError: a file could not be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        COMMENT: comment.render(review),
        PAGE: page.render(review),
        DATA: as_json(review),
    }
    for name, text in texts.items():
        new = folder / f".{name}.{secrets.token_hex(4)}"
        try:
            new.write_text(text, encoding="utf-8")
            new.replace(folder / name)
        finally:
            new.unlink(missing_ok=True)
    return tuple(folder / name for name in texts)
