"""Structured logs: one JSON object a line on standard output."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_context: dict[str, Any] = {}


def bind(**fields: Any) -> None:
    """Add fields to every line of this process from now on."""
    _context.update(fields)


def write(level: str, message: str, **fields: Any) -> None:
    """Write one line."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": now, "level": level, "message": message, **fields, **_context}
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()


class Handler(logging.Handler):
    """Writes what libraries log, such as the server its errors, as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a traceback is one more field."""
        fields = {"logger": record.name}
        if record.exc_info:
            fields["traceback"] = logging.Formatter().formatException(record.exc_info)
        write(record.levelname.lower(), record.getMessage(), **fields)
