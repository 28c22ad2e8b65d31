"""The review as one JSON document, for programs."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sluice.change.review.verdict import decide
from sluice.change.summary.escape import visible

if TYPE_CHECKING:
    from sluice.change.review.model import Review

SCHEMA_VERSION = 2


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
