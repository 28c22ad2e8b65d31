"""What the receivers got, and what they answer."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

KEPT_MESSAGES = 2000


@dataclass(frozen=True)
class Reply:
    """What a receiver answers over HTTP."""

    status: int
    body: str
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, document: object, **headers: str) -> Reply:
        """Return a JSON answer."""
        return cls(status, json.dumps(document), headers=headers)


@dataclass(frozen=True)
class Message:
    """One message that arrived.

    `to` is the path of a webhook, a routing key or a mail address; `body` is the JSON
    document, and the text itself where it is none; `status` is what was answered (0 for
    mail): what was refused is kept, too.
    """

    receiver: str
    at: float
    to: str
    body: Any
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Inbox:
    """The newest messages, oldest first; kept in the event loop's thread."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque(maxlen=KEPT_MESSAGES)

    def put(self, message: Message) -> None:
        """Keep a message; the oldest goes where there are too many."""
        self._messages.append(message)

    def clear(self) -> None:
        """Forget all messages."""
        self._messages.clear()

    def count(self, receiver: str) -> int:
        """Return how many messages of a receiver are kept."""
        return sum(message.receiver == receiver for message in self._messages)

    def shown(self) -> list[dict[str, Any]]:
        """Return all messages, ready for JSON."""
        return [
            {**asdict(message), "time": datetime.fromtimestamp(message.at, UTC).isoformat()}
            for message in self._messages
        ]
