"""Filter patterns select log events; moto returns everything for most of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.logs import models
from moto.logs.exceptions import InvalidParameterException
from moto.logs.responses import LogsResponse

from lab.logs.comparison import PatternError
from lab.logs.patterns import parse

if TYPE_CHECKING:
    from lab.logs.match import Pattern


def parsed(pattern: str) -> Pattern:
    """Return a pattern.

    Raises:
        InvalidParameterException: it is none.
    """
    try:
        return parse(pattern)
    except PatternError as error:
        raise InvalidParameterException(f"Invalid filter pattern: {error}") from None


class EventMessageFilter:
    """What moto asks whether a message matches."""

    def __init__(self, pattern: str | None) -> None:
        self._pattern = parsed(pattern or "")

    def matches(self, message: str) -> bool:
        """Say whether a message matches."""
        return self._pattern.match(message) is not None


def patch() -> None:
    """Let FilterLogEvents and live tails use real patterns, and refuse what is none."""
    upstream = LogsResponse.filter_log_events

    def filter_log_events(self: LogsResponse) -> str:
        # Without events, nothing else would look at the pattern.
        parsed(self._get_param("filterPattern") or "")
        answer: str = upstream(self)
        return answer

    models.EventMessageFilter = EventMessageFilter
    LogsResponse.filter_log_events = filter_log_events
