"""The review as files: the comment, the page, and one JSON document for programs."""

from __future__ import annotations

import dataclasses
import json
import secrets
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sluice.change.review import comment, page
from sluice.change.review.verdict import decide
from sluice.change.summary.escape import visible

if TYPE_CHECKING:
    from pathlib import Path

    from sluice.change.review.model import Review

SCHEMA_VERSION = 2
COMMENT, PAGE, DATA = "review.md", "review.html", "review.json"


def as_json(review: Review) -> str:
    """Return the review; amounts are decimal texts, in dollars a month: [lowest, highest].

    `decision` is one of `May be merged`, `Refused` and `Undecided`; the other fields are
    those of `sluice.change.review.model`, what is told of a plan as in `summary.json`.
    """
    decided = decide(review)
    fields = {
        "schema_version": SCHEMA_VERSION,
        "decision": decided.decision,
        "headline": decided.headline,
        "why": decided.why,
        **dataclasses.asdict(review),
    }
    return json.dumps(_plain(fields), ensure_ascii=False, indent=1) + "\n"


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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    # A half of a character could not be written to a file.
    return visible(value) if isinstance(value, str) else value
