"""Filter patterns of CloudWatch Logs, of all three shapes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from lab.logs import fields, json_events, terms
from lab.logs.comparison import PatternError

if TYPE_CHECKING:
    from lab.logs.match import Pattern


# The same pattern is asked for with every event.
@functools.lru_cache(maxsize=256)
def parse(text: str) -> Pattern:
    """Return a pattern: of JSON in braces, of fields in brackets, or of terms.

    Raises:
        PatternError: it is none, or it needs what the lab cannot do.
    """
    stripped = text.strip()
    if stripped.startswith("%"):
        raise PatternError("the lab cannot do regular expressions (%)")
    if stripped.startswith("{"):
        return json_events.parse(stripped)
    if stripped.startswith("["):
        return fields.parse(stripped)
    return terms.parse(stripped)
